"""What happens to a household, entered in one dialog: birth, marriage, death, move, new head, split, merge."""
