"""What a household file is: fields, code lists, entities, rules and derived values (standard library only)."""
