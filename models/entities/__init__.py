"""The declared entities, a module each; `models.catalogue` gathers them."""
