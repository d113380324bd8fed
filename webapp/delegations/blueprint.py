"""The one blueprint of delegations, and how often one address of the network may send."""

from flask import Blueprint

bp = Blueprint("delegations", __name__)

# Many missions, and all of a conference centre, share one address: it alone must never lock one out.
BY_HOST = "300 per hour"
