"""How many examples a property test runs, and whether they are the same each time.

The profile `ci` is the default: the same examples on every machine, so that a red test is red for everybody. `make
fuzz` uses the profile `fuzz`: new random examples, `FUZZ_SCALE` times as many. A test that wants its own number says
`@settings(max_examples=scaled(500))`; a bare number would stay the same under `make fuzz`. A random test that is not
Hypothesis's has the marker `fuzz`.
"""

import os

from hypothesis import HealthCheck, settings

_USUAL_EXAMPLES = 100


def profile_name() -> str:
    """The profile of this run: `HYPOTHESIS_PROFILE` from the environment, or `ci`."""
    return os.environ.get("HYPOTHESIS_PROFILE", "ci")


def scaled(examples: int) -> int:
    """`examples`, or `FUZZ_SCALE` times as many in the profile `fuzz`."""
    if profile_name() != "fuzz":
        return examples
    return max(1, int(examples * float(os.environ.get("FUZZ_SCALE", "100"))))


def load_profile() -> None:
    """Register the profiles and load this run's."""
    settings.register_profile(
        "ci",
        max_examples=_USUAL_EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile(
        "fuzz",
        max_examples=scaled(_USUAL_EXAMPLES),
        derandomize=False,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile(profile_name())
