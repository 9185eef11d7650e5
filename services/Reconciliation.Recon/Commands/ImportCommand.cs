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
            [.. r.GetRequiredValue(files).Distinct()],
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
        if (rejections is not null && files.Any(f => Path.GetFullPath(f) == Path.GetFullPath(rejections)))
        {
            throw new StartupRefusedException($"The file {rejections} is read: the refused records cannot be written to it.");
        }

        await using var services = HostlessCore.Create(streams, clock, "import");
        var database = services.GetRequiredService<NpgsqlDataSource>();
        List<ImportSource> sources = [];
        try
        {
            sources.AddRange(files.Select(f => ImportSource.Open(f, sinceTheStart)));
            await CommandDatabase.RequireUpToDateAsync(database, cancellationToken);
            await using var publication = await PaymentPublication.OpenAsync(
                streams, new ConfigurationBuilder().AddEnvironmentVariables().Build(), clock, cancellationToken);
            using var report = Report(rejections, sources.Max(s => s.Mark.OctetsDeRejets));
            var payments = new SubmitPayments(
                publication.DepositAsync, database, services.GetRequiredService<QuarantaineMetrics>(), clock, streams,
                services.GetRequiredService<ProducerBindings>());
            var import = new Import(payments, streams, part, report);
            var (startedAt, already) = (clock.GetTimestamp(), sources.Sum(s => s.Mark.Acceptes + s.Mark.Rejetes));
            foreach (var source in sources.Where(s => !s.Mark.Finie))
            {
                await ImportAsync(database, import, source, format, clock, cancellationToken);
            }

            sources.ForEach(s => s.Forget());
            Conclude([.. sources.Select(s => s.Mark)], already, report, rejections, clock.GetElapsedTime(startedAt));
            return sources.TrueForAll(s => s.Mark.Rejetes == 0) ? AllAcceptedExitCode : RejectionsExitCode;
        }
        finally
        {
            sources.ForEach(s => s.Dispose());
        }
    }

    private static RejectionReport Report(string? file, long bytes)
    {
        try
        {
            return new(file, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The file {file} cannot be written.");
        }
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

    private static void Conclude(List<ImportMark> marks, long already, RejectionReport report, string? file, TimeSpan duration)
    {
        foreach (var rejection in report.FirstOnes)
        {
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{rejection.Fichier}:{rejection.Ligne}: {Fault(rejection.Membre, rejection.Regle, rejection.Motif)}"));
            foreach (var other in rejection.Autres)
            {
                Console.WriteLine($"    {Fault(other.Membre, other.Regle, other.Motif)}");
            }
        }

        var (accepted, rejected) = (marks.Sum(m => m.Acceptes), marks.Sum(m => m.Rejetes));
        if (rejected > report.FirstOnes.Count)
        {
            Console.WriteLine($"… {ProgressLine.Number(rejected)} enregistrements refusés en tout"
                + (file is null ? " ; --rejets FILE les écrit tous." : $" ; ils sont tous dans {file}."));
        }

        var processed = accepted + rejected - already;
        Console.WriteLine($"{ProgressLine.Number(accepted)} acceptés, {ProgressLine.Number(rejected)} rejetés"
            + (already > 0 ? $" (dont {ProgressLine.Number(already)} avant l'interruption)" : "")
            + $", en {duration.TotalSeconds.ToString("0.0", ProgressLine.French)} s : {ProgressLine.Rate(processed, duration)}.");
    }

    private static string Fault(string member, string rule, string motif) =>
        member.Length > 0 ? $"{member} ({rule}) : {motif}" : $"({rule}) {motif}";
}
