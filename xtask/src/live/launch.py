"""Starts the server: launch.py tied|detached PARENT_PID SYNAPSE_ARGUMENTS...

"tied" makes Linux kill this process when the one that started it dies, whatever it dies of, which no
drop guard can do for SIGKILL. "detached" leaves the starter's session, so that closing a terminal
does not end the server.
"""

import os
import runpy
import signal
import sys

mode, parent = sys.argv[1], int(sys.argv[2])
del sys.argv[1:3]

if mode == "detached":
    os.setsid()
elif sys.platform == "linux":
    import ctypes

    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The starter may have died before the request took effect.
    if os.getppid() != parent:
        sys.exit(1)

runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
