//! `tieback serve`: the pages over HTTP.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use records::{Actor, Records, SystemClock, people};

use crate::api::{self, App, Config, Limits, Live};
use crate::background::Background;
use crate::cli::{MailServer, Serve};
use crate::connections::{self, HEAD_PATIENCE};
use crate::example;
use crate::exit::Failure;
use crate::links::{self, RESET_LIFETIME};
use crate::logging;
use crate::mail::{self, Post};
use crate::output;
use crate::scheduler::{self, Closing};
use crate::site::{self, BasePath, Site};
use crate::storage;

/// How long requests that are being answered may take once the program is asked to end.
const GRACE: Duration = Duration::from_secs(5);

pub(crate) fn run(arguments: &Serve) -> Result<(), Failure> {
    logging::begin();
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
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(stopped)?.block_on(start(arguments, listener, site))
}

/// The mail server, where one is named.
fn post(mail: &MailServer) -> Result<Option<Post>, Failure> {
    let (Some(url), Some(from)) = (&mail.smtp_url, &mail.mail_from) else { return Ok(None) };
    Post::new(url, from).map(Some).map_err(Failure::Usage)
}

async fn start(arguments: &Serve, listener: TcpListener, site: Site) -> Result<(), Failure> {
    let post = post(&arguments.mail)?;
    let base = &arguments.base_path;
    let address = listener.local_addr().map_err(stopped)?;
    let own_url = format!("http://{address}{base}");
    let public_url = arguments.public_url.clone().unwrap_or_else(|| own_url.clone());
    let passing = Passing::of(arguments);
    let records = match &passing {
        Some(passing) => storage::open_in(&passing.directory, Arc::new(SystemClock)).await?,
        None => storage::open(&arguments.storage).await?,
    };
    if arguments.example {
        fill(&records).await?;
    }
    let sends_mail = post.is_some();
    let config = Config {
        public_url,
        sends_mail,
        example: arguments.example,
        trusted_proxies: arguments.trusted_proxy.clone(),
        unlimited: false,
    };
    let app = App::new(records.clone(), config);
    // Who does not read the address may know it; serving goes on.
    let _ = output::line(&own_url);
    if let Some(url) = first_start(&app).await? {
        let _ = output::line(&format!("Set up: {url}"));
    }
    tokio::spawn(tidy(app.limits.clone()));
    let mut background = Background::new();
    if !arguments.no_scheduler {
        let closing = if arguments.example { Closing::ByPeople } else { Closing::ByItself };
        background.begin(|stop| scheduler::work(records.clone(), closing, stop));
    }
    if let Some(post) = post {
        let public_url = app.config.public_url.clone();
        background.begin(|stop| mail::work(records.clone(), public_url, post, stop));
    }
    let live = app.live.clone();
    let router = routed(api::router(app), base, site::router(site));
    let served = serve(listener, router, live).await.map_err(stopped);
    background.end(GRACE).await;
    records.database().close().await;
    served
}

/// A directory for records that are gone when the server ends.
struct Passing {
    directory: PathBuf,
}

impl Passing {
    fn of(arguments: &Serve) -> Option<Self> {
        let is_passing = arguments.example && !arguments.storage.is_named();
        let name = format!("tieback-example-{}", std::process::id());
        is_passing.then(|| Self { directory: std::env::temp_dir().join(name) })
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        // What stays in the directory for temporary files, the system removes.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// Makes the example where nothing is kept yet.
async fn fill(records: &Records) -> Result<(), Failure> {
    if people::has_users(records).await.map_err(|error| storage::failed(&error))? {
        return Ok(());
    }
    let made = example::fill(records, records.now()).await;
    made.map_err(|reason| Failure::Records(format!("the example was refused: {reason}")))
}

/// The link by which the first person is made, while there is nobody yet.
async fn first_start(app: &App) -> Result<Option<String>, Failure> {
    let failed = |error| storage::failed(&error);
    if app.config.example || people::has_users(&app.records).await.map_err(failed)? {
        return Ok(None);
    }
    let link =
        people::create_set_up_link(&app.records, &Actor::system("serve"), None, RESET_LIFETIME)
            .await;
    Ok(Some(links::set_up_url(&app.config.public_url, &link.map_err(failed)?)))
}

/// Forgets who has not asked for a while, as long as the server runs.
async fn tidy(limits: Arc<Limits>) {
    const EVERY: Duration = Duration::from_secs(60);
    loop {
        tokio::time::sleep(EVERY).await;
        limits.tidy();
    }
}

/// The API below the base path, and the pages everywhere else.
fn routed(api: Router, base: &BasePath, pages: Router) -> Router {
    let prefix = base.prefix();
    let api = if prefix.is_empty() { api } else { Router::new().nest(prefix, api) };
    api.fallback_service(pages)
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
async fn serve(listener: TcpListener, router: Router, live: Live) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let asked_to_end = async move {
        asked_to_end().await;
        // Who only listens is not waited for.
        live.end();
    };
    tokio::select! {
        () = connections::serve(listener, router, HEAD_PATIENCE, asked_to_end) => Ok(()),
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
