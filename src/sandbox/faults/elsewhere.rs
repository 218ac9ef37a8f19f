//! Another origin, where redirects lead and nobody should go.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{net::TcpListener, task::JoinHandle};

/// A port that counts who comes; opened when the first redirect is answered.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Elsewhere {
    open: Mutex<Option<Open>>,
    visits: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Open {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Elsewhere {
    /// How many connections came.
    pub(in crate::sandbox) fn visits(&self) -> u64 {
        self.visits.load(Ordering::SeqCst)
    }

    /// Where it is.
    pub(super) fn url(&self) -> io::Result<String> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let address = match &*open {
            Some(open) => open.address,
            None => open.insert(self.start()?).address,
        };
        Ok(format!("http://{address}/"))
    }

    fn start(&self) -> io::Result<Open> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let visits = Arc::clone(&self.visits);
        let task = tokio::spawn(async move {
            // Whoever comes is sent away.
            while listener.accept().await.is_ok() {
                visits.fetch_add(1, Ordering::SeqCst);
            }
        });
        Ok(Open { address, task })
    }
}

#[cfg(test)]
mod tests {
    use tokio::{io::AsyncReadExt as _, net::TcpStream};

    use super::*;

    #[tokio::test]
    async fn whoever_comes_is_counted() {
        let elsewhere = Elsewhere::default();
        let url = elsewhere.url().unwrap();
        assert_eq!(elsewhere.url().unwrap(), url);
        assert_eq!(elsewhere.visits(), 0);
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        let mut visitor = TcpStream::connect(address).await.unwrap();
        let _ = visitor.read(&mut [0]).await;
        assert_eq!(elsewhere.visits(), 1);
    }
}
