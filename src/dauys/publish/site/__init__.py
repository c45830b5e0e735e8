"""The public site: plain files in three languages, of a record or of what others published. A page is a value, told thrice."""

from dauys.publish.site.publisher import Publisher, bundle_of, publish_site, shows
from dauys.publish.site.reported import publish_reported
from dauys.publish.site.snapshot import CURRENT, Published

__all__ = ["CURRENT", "Published", "Publisher", "bundle_of", "publish_reported", "publish_site", "shows"]
