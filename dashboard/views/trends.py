"""The Trends page: the last two hours of traffic, and its distribution by country, altitude, speed and place."""

from dashboard.reading.store import Outlook, SharedSky
from dashboard.sections.trends import show_density, show_distributions, show_trends
from dashboard.viewing.viewer import Viewer, show_with_sky


def show_trends_page(viewer: Viewer) -> None:
    """Draw the page."""

    def draw(sky: SharedSky, outlook: Outlook) -> None:
        show_trends(outlook, viewer.display)
        show_distributions(sky, viewer.display.units)
        show_density(sky, viewer.display.palette)

    viewer.show_refreshing("trends", lambda outlook: show_with_sky(outlook, draw))
