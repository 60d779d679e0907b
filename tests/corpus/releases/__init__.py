"""Tests of the register of releases."""
