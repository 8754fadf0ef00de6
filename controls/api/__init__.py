"""REST endpoints. They read the request, ask one question, and shape the answer; they never write facts."""
