"""Paper: cards, registers, statistics and charts as PDF or Excel."""
