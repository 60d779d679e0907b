"""Newsdesk in Slack: events into questions, replies into blocks."""
