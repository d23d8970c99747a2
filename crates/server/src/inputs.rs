//! Everything a preview is computed from, read from files of any kind into one snapshot.

use std::fs::File;
use std::io::{self, IsTerminal, Read};

use billing_files::charges::{self, ChargesOptions};
use billing_files::focus::{self, FocusOptions};
use billing_files::kind::{self, Kind};
use billing_files::purchase_orders::{self, PurchaseOrderOptions};
use billing_files::{FileCode, FileProblem, Mapping, Refusal, SnapshotDocument};
use flate2::read::MultiGzDecoder;
use procurement::{Code, Problems, SellerOfRecord, Sellers, Workspace};

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
        if let [path] = paths {
            let mut source = Source::open(path)?;
            return match source.kind()? {
                // As it is, so that problems point into the text that was handed in.
                Kind::Snapshot => source.read_text(as_json),
                kind => Ok(self.merge(vec![(source, kind)], sellers, as_json)?.to_json()),
            };
        }
        let open = |path: &String| {
            let mut source = Source::open(path)?;
            source.kind().map(|kind| (source, kind))
        };
        let sources = paths.iter().map(open).collect::<Result<_, Failure>>()?;
        Ok(self.merge(sources, sellers, as_json)?.to_json())
    }

    fn merge(
        &self,
        sources: Vec<(Source, Kind)>,
        sellers: &Sellers,
        as_json: bool,
    ) -> Result<SnapshotDocument, Failure> {
        let refuse = |refusal: Refusal| output::refuse_files(&refusal, as_json);
        let mapping = self.mapping.read(as_json)?;
        let mut documents = Vec::new();
        let mut exports = Vec::new();
        for (source, kind) in sources {
            let name = source.name.clone();
            let document = match kind {
                Kind::Focus => {
                    exports.push(source.into_reader());
                    continue;
                }
                Kind::Snapshot => snapshot(source, sellers, as_json)?,
                Kind::PurchaseOrders => {
                    let options = PurchaseOrderOptions {
                        mapping: mapping.clone(),
                        sellers: sellers.clone(),
                        ..PurchaseOrderOptions::default()
                    };
                    let (name, reader) = source.into_reader();
                    let import = purchase_orders::import(&name, reader, &options);
                    let import = import.map_err(refuse)?;
                    report(&import.report);
                    import.document
                }
                Kind::Charges => {
                    let import = self.charges(source, mapping.clone(), sellers)?.map_err(refuse)?;
                    report(&import.report);
                    import.document
                }
                Kind::UnknownTable => return Err(refuse(kind::refuse_unknown_table(&name))),
            };
            documents.push((name, document));
        }
        if !exports.is_empty() {
            let names: Vec<_> = exports.iter().map(|(name, _)| name.clone()).collect();
            let options = self.accounts.with(mapping, sellers.clone());
            let import = focus::import(exports, &options).map_err(refuse)?;
            report(&import.report);
            documents.push((names.join(", "), import.document));
        }
        SnapshotDocument::merge(documents).map_err(refuse)
    }

    fn charges(
        &self,
        mut source: Source,
        mapping: Mapping,
        sellers: &Sellers,
    ) -> Result<Result<billing_files::Import<SnapshotDocument, charges::Report>, Refusal>, Failure>
    {
        let Some(bill_from) = self.bill_from.clone() else {
            let message = format!(
                "{} is a charge listing, which does not say who invoices it: say so with --bill-from SELLER",
                source.name
            );
            return Err(Failure::Usage(message));
        };
        let sellers = sellers.clone();
        let options = ChargesOptions { bill_from, period: self.period, mapping, sellers };
        let bytes = source.read_bytes()?;
        Ok(charges::import(&source.name, &bytes, &options))
    }
}

/// One of several snapshots. It is judged on its own first, so that its problems point into it.
fn snapshot(source: Source, sellers: &Sellers, as_json: bool) -> Result<SnapshotDocument, Failure> {
    let name = source.name.clone();
    let text = source.read_text(as_json)?;
    if let Err(mut problems) = Workspace::load(text.clone(), sellers) {
        for problem in &mut problems.problems {
            problem.message = format!("{} (in {name})", problem.message);
        }
        return Err(output::refuse(&problems, as_json));
    }
    SnapshotDocument::from_json(&name, &text)
        .map_err(|refusal| output::refuse_files(&refusal, as_json))
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

/// A file that is there twice would count twice, and standard input can be read once.
pub(crate) fn each_once(paths: &[String]) -> Result<(), Failure> {
    let twice = (1..paths.len()).map(|at| paths.split_at(at)).find_map(|(before, from)| {
        let path = from.first()?;
        before.contains(path).then_some(path)
    });
    match twice.map(String::as_str) {
        None => Ok(()),
        Some("-") => {
            let message = "`-` is there twice, and standard input can be read once";
            Err(Failure::Usage(message.to_owned()))
        }
        Some(path) => Err(Failure::Usage(format!("{path} is there twice"))),
    }
}
