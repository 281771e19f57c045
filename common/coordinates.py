"""Coordinates as text for people."""


def coordinates_in_words(longitude: float, latitude: float) -> str:
    """Return a position (deg) as text, such as `47.4581° N 8.5480° E`."""
    north = f"{abs(latitude):.4f}° {'N' if latitude >= 0 else 'S'}"
    east = f"{abs(longitude):.4f}° {'E' if longitude >= 0 else 'W'}"
    return f"{north} {east}"
