//! The port of a sandbox, which can be closed for a while: connections are refused then. It stays taken, so
//! that nobody else gets it meanwhile.

use std::{
    future::poll_fn,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
};

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A port of the loopback interface.
pub(super) struct Gate {
    address: SocketAddr,
    door: Mutex<Door>,
    /// How often the gate was closed.
    closed: watch::Sender<u64>,
}

struct Door {
    listener: Option<TcpListener>,
    /// What holds the port while nobody listens.
    reserve: Option<TcpSocket>,
    /// Whoever waits for a connection.
    waiting: Option<Waker>,
}

impl Gate {
    /// Opens a port; a free one, if it is 0.
    pub(super) fn start(port: u16) -> io::Result<Self> {
        let listener = bind((Ipv4Addr::LOCALHOST, port).into())?.listen(BACKLOG)?;
        Ok(Self {
            address: listener.local_addr()?,
            door: Mutex::new(Door {
                listener: Some(listener),
                reserve: None,
                waiting: None,
            }),
            closed: watch::Sender::default(),
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next connection; while the gate is closed there is none.
    pub(super) async fn accept(&self) -> io::Result<TcpStream> {
        poll_fn(|context| {
            let mut door = self.door();
            door.waiting = Some(context.waker().clone());
            match &door.listener {
                None => Poll::Pending,
                Some(listener) => listener.poll_accept(context),
            }
        })
        .await
        .map(|(stream, _)| stream)
    }

    /// Refuses connections from this moment on, those that wait to be accepted too. Connections that are
    /// there end with the answer that they are at.
    pub(super) fn close(&self) {
        let mut door = self.door();
        if door.listener.take().is_some() {
            // Where the port cannot be held it is opened anew, if it is still free.
            door.reserve = bind(self.address).ok();
        }
        drop(door);
        self.closed.send_modify(|times| *times += 1);
    }

    /// Accepts connections again.
    pub(super) fn open(&self) {
        let mut door = self.door();
        if door.listener.is_some() {
            return;
        }
        let socket = door.reserve.take().map_or_else(|| bind(self.address), Ok);
        door.listener = socket.and_then(|socket| socket.listen(BACKLOG)).ok();
        if let Some(waiting) = door.waiting.take() {
            waiting.wake();
        }
    }

    /// Tells when the gate is closed.
    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.closed.subscribe()
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Connections that have ended keep the port for a while; on Windows they do not, and this would let
    // others take it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[tokio::test]
    async fn a_closed_gate_refuses_and_an_open_one_accepts() {
        let gate = Gate::start(0).unwrap();
        for _ in 0..2 {
            let (accepted, near) = tokio::join!(gate.accept(), TcpStream::connect(gate.address()));
            let _kept = (accepted.unwrap(), near.unwrap());
            gate.close();
            let refused = TcpStream::connect(gate.address()).await.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
            gate.open();
        }
    }

    #[tokio::test]
    async fn whoever_waits_at_a_closed_gate_is_woken() {
        let gate = Gate::start(0).unwrap();
        gate.close();
        let opened = async {
            gate.open();
            TcpStream::connect(gate.address()).await
        };
        let (accepted, near) = tokio::join!(gate.accept(), opened);
        let _kept = (accepted.unwrap(), near.unwrap());
    }
}
