"""Real answers for the description of the API, by operation and by status of a problem.

They are kept beside this module as they were given; a test asks the same questions again and compares.
"""

import json
from pathlib import Path
from typing import Any

HOST = "https://register.example"

_stored = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
# By operation: the address asked, and the answer.
ANSWERS: dict[str, dict[str, Any]] = _stored["answers"]
# By status: a problem as it is written.
PROBLEMS: dict[int, dict[str, Any]] = {problem["status"]: problem for problem in _stored["problems"]}
