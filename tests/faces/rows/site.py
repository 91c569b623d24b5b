"""信息公开网站: who is answered what at its addresses."""

from collections.abc import Mapping

from tests.faces.rows.row import Row, public

TABLE: Mapping[str, Row] = {
    "portal:site:map": public("get", 200),
    "portal:site:reports": public("get", 302),
    "portal:site:statements": public("get", 200),
    "portal:site:withdrawn": public("get", 200),
}
ARGUMENTS: Mapping[str, Mapping[str, object]] = {}
