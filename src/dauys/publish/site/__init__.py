"""The public site: plain files in three languages, made from a record. A page is a value, told as HTML, JSON and CSV."""

from dauys.publish.site.publisher import CURRENT, Published, Publisher, bundle_of, publish_site, shows

__all__ = ["CURRENT", "Published", "Publisher", "bundle_of", "publish_site", "shows"]
