from union_portal.ledgers.views import routes

from . import ledgers

urlpatterns = [
    *routes("activities/", ledgers.ActivityLedger),
    *routes("attendance/", ledgers.AttendanceLedger),
    *routes("projects/", ledgers.ProjectLedger),
    *routes("grid/", ledgers.GridUnitLedger),
    *routes("", ledgers.StationLedger),
]
