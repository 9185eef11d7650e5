using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon import</c>: files of payments, through the front door and the bus.</summary>
internal static class ImportCommand
{
    /// <summary>Every record was accepted; else some were refused. 1: it could not be done.</summary>
    private const int AllAcceptedExitCode = 0, RejectionsExitCode = 2;

    public static Command Create(PaymentStreams streams)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Des fichiers NDJSON ou CSV, compressés (gzip) ou non ; « - » lit l'entrée standard.",
            Arity = ArgumentArity.OneOrMore,
        };
        string[] codes = [.. streams.Parts.All.Select(p => p.Code)];
        var part = new Option<string?>("--part")
        {
            Description = $"Le flux, si les enregistrements ne le disent pas : {string.Join(" ou ", codes)}.",
        };
        part.AcceptOnlyFromAmong(codes);
        var format = new Option<FileFormat?>("--format") { Description = "ndjson ou csv, si ni le nom ni le contenu ne le disent." };
        var rejections =
            new Option<string?>("--rejets") { Description = "Écrit chaque enregistrement refusé dans ce fichier, un par ligne (NDJSON)." };
        var start = new Option<bool>("--depuis-le-debut") { Description = "Ignore la marque d'un import interrompu." };
        var command = new Command("import", """
            Importe des fichiers de paiements : chaque enregistrement passe les mêmes règles que les messages ; les valides sont publiés
            sur le bus, les autres rapportés (fichier, ligne, membre, règle) et mis en quarantaine. Interrompu, l'import reprend où il
            en était ; importer deux fois un fichier est sans effet. Code de sortie : 0 tout est accepté, 2 des rejets, 1 impossible.

            Exemples :
              recon import paiements-ro.ndjson paiements-rc.csv.gz
              recon import --rejets rejets.ndjson 2025-11.csv
              zcat archive.gz | recon import -
            """)
        {
            files, part, format, rejections, start,
        };
        command.SetAction((r, cancellationToken) => RunAsync(
            streams,
            [.. r.GetRequiredValue(files).DistinctBy(ImportPaths.Real)],
            streams.Parts.OfCode(r.GetValue(part)),
            r.GetValue(format),
            r.GetValue(rejections),
            r.GetValue(start),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        PaymentStreams streams, string[] files, Part? part, FileFormat? format, string? rejections, bool sinceTheStart,
        CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        ImportPaths.RequireApart(files, rejections);
        await using var services = HostlessCore.Create(streams, clock, "import");
        var database = services.GetRequiredService<NpgsqlDataSource>();
        List<ImportSource> sources = [];
        try
        {
            sources.AddRange(files.Select(ImportSource.Open));
            using var report = new RejectionReport(rejections);
            if (sources.Find(s => s.Content.MayBe(report.Content)) is { } read)
            {
                throw ImportPaths.IsRead(rejections!, read.Path, orCopy: true);
            }

            await CommandDatabase.RequireUpToDateAsync(database, cancellationToken);
            await using var publication = await PaymentPublication.OpenAsync(
                streams, new ConfigurationBuilder().AddEnvironmentVariables().Build(), clock, cancellationToken);
            Begin(sources, report, sinceTheStart);
            var payments = new SubmitPayments(
                publication.DepositAsync, database, services.GetRequiredService<QuarantaineMetrics>(), clock, streams,
                services.GetRequiredService<ProducerBindings>());
            var import = new Import(payments, streams, part, report);
            var summary = new ImportSummary(sources, report, clock);
            try
            {
                foreach (var source in sources.Where(s => !s.Mark.Finie))
                {
                    await ImportAsync(database, import, source, format, clock, cancellationToken);
                }

                sources.ForEach(s => s.Forget());
            }
            finally
            {
                summary.Show();
            }

            return sources.TrueForAll(s => s.Mark.Rejetes == 0) ? AllAcceptedExitCode : RejectionsExitCode;
        }
        finally
        {
            sources.ForEach(s => s.Dispose());
        }
    }

    // Refused records before a place are in the report of the command that left it. One that has another report begins anew, so that all of
    // them are in it: records that are sent again count once.
    private static void Begin(List<ImportSource> sources, RejectionReport report, bool sinceTheStart)
    {
        if (!sinceTheStart)
        {
            sources.ForEach(s => s.Resume());
            if (report.Path is not null && !sources.TrueForAll(s => report.Holds(s.Mark)))
            {
                Console.Error.WriteLine($"The file {report.Path} lacks records that were refused before: the import begins anew.");
                sources.ForEach(s => s.Restart());
            }
        }

        report.Begin(sources.Select(s => s.Mark));
        sources.ForEach(s => s.KeepPlace());
    }

    private static async Task ImportAsync(
        NpgsqlDataSource database, Import import, ImportSource source, FileFormat? format, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        try
        {
            await ProgressLine.FollowAsync(
                source.Name,
                source.Stream.CanSeek,
                clock,
                async progress =>
                {
                    await import.ImportAsync(source, format, progress, cancellationToken);
                    return true;
                });
        }
        catch (InvalidDataException e)
        {
            // Its place is of no use: mended, it is another file.
            source.Forget();
            throw new StartupRefusedException($"The file {source.Path} is not whole, or not of its form: {e.Message}");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            var again = source.Path == ImportSource.StandardInput ? null : "Run the same command again: it goes on where it was.";
            throw e is NpgsqlException failure
                ? DatabaseRefusal.Say(database, failure, again)
                : new StartupRefusedException(string.Join(' ', new[] { e.Message, again }.Where(s => s is not null)));
        }
    }
}
