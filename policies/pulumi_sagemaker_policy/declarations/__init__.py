"""How each way to declare models is read, for rules to judge."""
