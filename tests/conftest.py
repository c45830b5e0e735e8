"""What holds for every test: machines are shared and noisy, so no example fails for being slow. Of each property half of
hypothesis's own number of examples is tried, so that all tests together stay well below twenty minutes; the drills try more."""

from hypothesis import HealthCheck, settings

settings.register_profile("shared", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
