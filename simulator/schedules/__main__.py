import sys

from simulator.schedules.server import main

sys.exit(main())
