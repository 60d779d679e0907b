"""Newsdesk in Discord: messages and interactions into questions, replies into embeds."""
