"""What every unit test of the policies runs under."""

from hypothesis import settings

# How long an example takes says how busy the machine is, not whether a rule is right.
settings.register_profile("policies", deadline=None)
settings.load_profile("policies")
