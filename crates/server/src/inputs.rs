//! Everything a preview is computed from, read from files of any kind into one snapshot.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

use billing_files::focus::FocusOptions;
use billing_files::gather::{GatherOptions, Gathered, Outcome, Whole, gather};
use billing_files::kind::{self, Kind};
use billing_files::{FileCode, FileProblem, Mapping, Refusal};
use flate2::read::MultiGzDecoder;
use procurement::{Code, Problems, SellerOfRecord, Sellers};

use crate::cli::{BillingAccounts, Inputs, MappingFile, SellersFile};
use crate::exit::Failure;
use crate::output;

/// An open file, `-` being standard input.
pub(crate) struct Source {
    /// As messages call it.
    pub(crate) name: String,
    input: Box<dyn Read>,
}

impl Source {
    pub(crate) fn open(path: &str) -> Result<Self, Failure> {
        if path == "-" {
            return Ok(Self { name: "standard input".to_owned(), input: Box::new(io::stdin()) });
        }
        let opened = File::open(path).and_then(|file| {
            // A directory opens, and fails only when it is read.
            if file.metadata()?.is_dir() {
                Err(io::ErrorKind::IsADirectory.into())
            } else {
                Ok(file)
            }
        });
        let file = opened.map_err(|error| Failure::File { name: path.to_owned(), error })?;
        Ok(Self { name: path.to_owned(), input: Box::new(file) })
    }

    /// What the file is. Its beginning is read, and is there to be read again.
    fn kind(&mut self) -> Result<Kind, Failure> {
        let input = std::mem::replace(&mut self.input, Box::new(io::empty()));
        let (kind, whole) = kind::look(&self.name, input).map_err(|error| self.failure(error))?;
        self.input = whole;
        Ok(kind)
    }

    pub(crate) fn into_reader(self) -> (String, Box<dyn Read>) {
        (self.name, self.input)
    }

    pub(crate) fn read_bytes(&mut self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        match self.input.read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(self.failure(error)),
        }
    }

    fn failure(&self, error: io::Error) -> Failure {
        Failure::File { name: self.name.clone(), error }
    }

    /// The whole text of a file that must be UTF-8, unpacked if it is packed.
    pub(crate) fn read_text(mut self, as_json: bool) -> Result<String, Failure> {
        let mut bytes = self.read_bytes()?;
        if bytes.starts_with(&kind::GZIP) {
            let mut unpacked = Vec::new();
            let unpack = MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked);
            unpack.map_err(|error| self.failure(error))?;
            bytes = unpacked;
        }
        if bytes.starts_with(&kind::BYTE_ORDER_MARK) {
            bytes.drain(..kind::BYTE_ORDER_MARK.len());
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let message = format!("the text is not UTF-8 from byte {at} on: save it as UTF-8");
            output::refuse(&Problems::one(Code::InvalidJson, "", message), as_json)
        })
    }
}

impl SellersFile {
    /// The table of sellers of record to go by.
    pub(crate) fn read(&self, as_json: bool) -> Result<Sellers, Failure> {
        let Some(path) = &self.sellers else { return Ok(Sellers::built_in()) };
        let text = Source::open(path)?.read_text(as_json)?;
        let rows: Vec<SellerOfRecord> = serde_json::from_str(&text).map_err(|error| {
            let message = format!(
                "this is no table of sellers: {error}; write a list of {{\"id\", \"name\", \"scopesByTaxRegistrationNumber\", \"forbiddenLineItemTypes\"}}"
            );
            output::refuse_files(&refusal(path, Code::InvalidJson.into(), message), as_json)
        })?;
        Ok(Sellers::new(rows))
    }
}

impl MappingFile {
    /// Who is who.
    pub(crate) fn read(&self, as_json: bool) -> Result<Mapping, Failure> {
        let Some(path) = &self.mapping else { return Ok(Mapping::built_in()) };
        let text = Source::open(path)?.read_text(as_json)?;
        Mapping::from_json(path, &text).map_err(|refusal| output::refuse_files(&refusal, as_json))
    }
}

impl BillingAccounts {
    /// Options of a FOCUS import.
    pub(crate) fn with(&self, mapping: Mapping, sellers: Sellers) -> FocusOptions {
        FocusOptions { mapping, sellers, billing_accounts: self.billing_account.clone() }
    }
}

impl Inputs {
    /// The snapshot that the files make, as JSON.
    pub(crate) fn read(&self, sellers: &Sellers, as_json: bool) -> Result<String, Failure> {
        let standard_input = ["-".to_owned()];
        let paths = match self.files.as_slice() {
            [] if io::stdin().is_terminal() => {
                let message = "name a file, or send a snapshot to standard input";
                return Err(Failure::Usage(message.to_owned()));
            }
            [] => &standard_input,
            paths => paths,
        };
        each_once(paths)?;
        let open = |path: &String| {
            let mut source = Source::open(path)?;
            source.kind().map(|kind| (source, kind))
        };
        let mut sources = paths.iter().map(open).collect::<Result<Vec<_>, Failure>>()?;
        self.check_use(&sources)?;
        if let [(_, Kind::Snapshot)] = sources.as_slice()
            && let Some((source, _)) = sources.pop()
        {
            // As it is, so that problems point into the text that was handed in.
            return source.read_text(as_json);
        }
        if let Some((source, _)) = sources.iter().find(|(_, kind)| *kind == Kind::Charges)
            && self.bill_from.as_deref().is_none_or(|said| said.trim().is_empty())
        {
            let message = format!(
                "{} is a charge listing, which does not say who invoices it: say so with --bill-from SELLER",
                source.name
            );
            return Err(Failure::Usage(message));
        }
        let listings = || sources.iter().filter(|(_, kind)| *kind == Kind::Charges);
        let names = || listings().map(|(source, _)| source.name.clone());
        let options = GatherOptions {
            mapping: self.mapping.read(as_json)?,
            sellers: sellers.clone(),
            billing_accounts: self.accounts.billing_account.clone(),
            // What is said is said of every listing.
            bill_from: names().zip(self.bill_from.iter().cloned().cycle()).collect(),
            period: names().zip(self.period.into_iter().cycle()).collect(),
        };
        let files = sources.into_iter().map(|(source, _)| source.into_reader()).collect();
        let Gathered { parts, whole, .. } = gather(files, &options);
        for part in &parts {
            if let Outcome::Understood { report: Some(told), .. } = &part.outcome {
                report(told);
            }
        }
        match whole {
            Whole::Document(document) => Ok(document.to_json()),
            Whole::Refusal(refusal) => Err(output::refuse_files(&refusal, as_json)),
        }
    }

    /// An option that nothing here looks at was meant for a file that is not there.
    fn check_use(&self, sources: &[(Source, Kind)]) -> Result<(), Failure> {
        const EXPORT: (&[Kind], &str) = (&[Kind::Focus], "billing exports");
        const LISTING: (&[Kind], &str) = (&[Kind::Charges], "charge listings");
        const NAMES: (&[Kind], &str) = (
            &[Kind::Focus, Kind::PurchaseOrders, Kind::Charges],
            "billing exports, purchase order lists and charge listings",
        );
        // What a table of something else should have been is not known.
        if sources.iter().any(|(_, kind)| *kind == Kind::UnknownTable) {
            return Ok(());
        }
        let options = [
            ("--mapping", self.mapping.mapping.is_some(), NAMES),
            ("--billing-account", !self.accounts.billing_account.is_empty(), EXPORT),
            ("--bill-from", self.bill_from.is_some(), LISTING),
            ("--period", self.period.is_some(), LISTING),
        ];
        let mut idle = Vec::new();
        for (option, is_said, (kinds, of)) in options {
            if is_said && !sources.iter().any(|(_, kind)| kinds.contains(kind)) {
                idle.push(format!(
                    "{option} has no use here: it is for {of}, and there is none among the files"
                ));
            }
        }
        if idle.is_empty() { Ok(()) } else { Err(Failure::Usage(idle.join("\n"))) }
    }
}

/// Tells how a file was read, since a person may want to check what was decided.
fn report(report: &impl std::fmt::Display) {
    output::error(&report.to_string());
}

fn refusal(file: &str, code: FileCode, message: String) -> Refusal {
    let file = file.to_owned();
    Refusal {
        problems: vec![FileProblem { file, row: None, column: None, code, message }],
        more: 0,
    }
}

/// A file that is there twice would count twice, however its path is written, and standard input
/// can be read once.
pub(crate) fn each_once(paths: &[String]) -> Result<(), Failure> {
    let mut seen: Vec<(PathBuf, &str)> = Vec::new();
    for path in paths {
        let place = match path.as_str() {
            "-" => PathBuf::from("-"),
            // What is not there is told where it is opened.
            path => fs::canonicalize(path).unwrap_or_else(|_| path.into()),
        };
        match seen.iter().find(|(known, _)| *known == place) {
            None => seen.push((place, path)),
            Some(_) if path == "-" => {
                let message = "`-` is there twice, and standard input can be read once";
                return Err(Failure::Usage(message.to_owned()));
            }
            Some((_, first)) if first == path => {
                return Err(Failure::Usage(format!("{path} is there twice")));
            }
            Some((_, first)) => {
                let message = format!("{first} and {path} are one file: name it once");
                return Err(Failure::Usage(message));
            }
        }
    }
    Ok(())
}
