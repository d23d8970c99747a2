//! `tieback serve`: the pages over HTTP.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::time::Duration;

use axum::Router;

use crate::cli::Serve;
use crate::exit::Failure;
use crate::output;
use crate::site::{self, Site};

/// How long requests that are being answered may take once the program is asked to end.
const GRACE: Duration = Duration::from_secs(5);

pub(crate) fn run(arguments: &Serve) -> Result<(), Failure> {
    let files = match &arguments.pages {
        Some(directory) => site::of_directory(directory)?,
        None => site::built_in()?,
    };
    let base = &arguments.base_path;
    let site = Site::new(files, base.clone()).map_err(|reason| {
        Failure::Unserved(format!(
            "these are no pages to serve, {reason}: build them with `cargo xtask app`"
        ))
    })?;
    let listener = listen(&arguments.address)?;
    let address = listener.local_addr().map_err(stopped)?;
    // Who does not read the address may know it; serving goes on.
    let _ = output::line(&format!("http://{address}{base}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(stopped)?.block_on(serve(listener, site::router(site))).map_err(stopped)
}

fn listen(address: &str) -> Result<TcpListener, Failure> {
    let not_an_address = |_| {
        Failure::Usage(format!(
            "`{address}` is no address to listen on: write a host of this machine and a port, \
             such as 127.0.0.1:8080"
        ))
    };
    let addresses: Vec<SocketAddr> = address.to_socket_addrs().map_err(not_an_address)?.collect();
    TcpListener::bind(addresses.as_slice()).map_err(|error| {
        Failure::Unserved(match error.kind() {
            ErrorKind::AddrInUse => format!(
                "{address} is taken: end the program that listens there, or choose another port \
                 with --address HOST:PORT; port 0 takes one that is free"
            ),
            ErrorKind::AddrNotAvailable => format!(
                "{address} is no address of this machine: listen on 127.0.0.1 for this machine \
                 alone, or on 0.0.0.0 for its network"
            ),
            ErrorKind::PermissionDenied => format!(
                "{address} is not yours to listen on: choose a port from 1024 on with --address \
                 HOST:PORT"
            ),
            _ => format!("{address} cannot be listened on: {error}"),
        })
    })
}

/// Serves until the program is asked to end.
async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let served = axum::serve(listener, router).with_graceful_shutdown(asked_to_end());
    tokio::select! {
        ended = served.into_future() => ended,
        () = patience() => Ok(()),
    }
}

async fn patience() {
    asked_to_end().await;
    tokio::time::sleep(GRACE).await;
}

/// Ctrl-C at the terminal, or a request by the system.
async fn asked_to_end() {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
    }
}

async fn interrupted() {
    // Where it cannot be noticed, the system ends the program without asking.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut requests) => {
            requests.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

fn stopped(error: io::Error) -> Failure {
    Failure::Unserved(format!("the server stopped: {error}"))
}
