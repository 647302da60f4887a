"""Summonses (panggilan): who is called, how far the call has climbed, and what he answered."""
