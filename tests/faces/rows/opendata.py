"""开放数据、订阅和网站地图: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import Row, public

TABLE: Mapping[str, Row] = {
    "portal:opendata:robots": public("get", 200),
    "portal:opendata:sitemap": public("get", 200),
    "portal:opendata:sitemap_pages": public("get", 200),
    # No item was released in this city: its part of the map and the item itself are not there.
    "portal:opendata:sitemap_part": public("get", 404),
    "portal:opendata:item": public("get", 404),
    "portal:opendata:atom": public("get", 200),
    "portal:opendata:rss": public("get", 200),
    "portal:opendata:home": public("get", 200),
    "portal:opendata:items": public("get", 200),
    "portal:opendata:items_csv": public("get", 200),
    "portal:opendata:columns": public("get", 200),
    "portal:opendata:reports": public("get", 200),
    "portal:opendata:changes": public("get", 200),
    "portal:opendata:dictionary_json": public("get", 200),
    "portal:opendata:dictionary_csv": public("get", 200),
    "portal:opendata:unknown": public("get", 404),
}
ARGUMENTS: Mapping[str, Mapping[str, object]] = {}
