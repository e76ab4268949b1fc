"""What a preview finds wrong with a model, before AWS is asked anything."""
