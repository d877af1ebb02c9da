"""Which addresses are for machines (problem+json, no cookies, no forms) and which are pages for people."""

API_PREFIXES = ("/v1/", "/open311/", "/healthz", "/national/")


def is_api(path: str) -> bool:
    """Whether an address belongs to the API. Cookies count for nothing there, so neither does CSRF."""
    return path.startswith(API_PREFIXES)
