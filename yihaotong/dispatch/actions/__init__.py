"""Every write to the dispatch catalogue: whole tables, and single rows by hand."""

from yihaotong.dispatch.actions.categories import add_category, change_category, rename_category, retire_category
from yihaotong.dispatch.actions.loading import Loaded, Outcome, load_categories, load_places, load_routes
from yihaotong.dispatch.actions.routes import add_route, hand_over, remove_route, set_precedence, take_in_routes

__all__ = [
    "Loaded",
    "Outcome",
    "add_category",
    "add_route",
    "change_category",
    "hand_over",
    "load_categories",
    "load_places",
    "load_routes",
    "remove_route",
    "rename_category",
    "retire_category",
    "set_precedence",
    "take_in_routes",
]
