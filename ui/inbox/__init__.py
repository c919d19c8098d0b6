"""The conflict inbox: what two sides wrote without knowing of each other, case by case, for a person to decide."""
