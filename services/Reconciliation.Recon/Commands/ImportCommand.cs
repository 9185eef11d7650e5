using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon import</c>: files of payments, through the front door and the bus.</summary>
internal static class ImportCommand
{
    /// <summary>Every record was accepted; else some were refused. 1: it could not be done.</summary>
    private const int AllAccepted = 0, RejectionsPresent = 2;

    private static readonly PaymentStreams Streams = PaymentStreams.Product;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Des fichiers NDJSON ou CSV, compressés (gzip) ou non ; « - » lit l'entrée standard.",
            Arity = ArgumentArity.OneOrMore,
        };
        var part = new Option<string?>("--part") { Description = "Le flux, si les enregistrements ne le disent pas : ro ou complementaire." };
        part.AcceptOnlyFromAmong([.. Streams.Parts.All.Select(p => p.Code)]);
        var format = new Option<FileFormat?>("--format") { Description = "ndjson ou csv, si ni le nom ni le contenu ne le disent." };
        var rejections = new Option<string?>("--rejets") { Description = "Écrit chaque enregistrement refusé dans ce fichier, un par ligne (NDJSON)." };
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
            [.. r.GetRequiredValue(files).Distinct()],
            Streams.Parts.OfCode(r.GetValue(part)),
            r.GetValue(format),
            r.GetValue(rejections),
            r.GetValue(start),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] files, Part? part, FileFormat? format, string? rejections, bool sinceTheStart, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var marks = files.ToDictionary(f => f, f => Mark(f, sinceTheStart));
        await using var source = Database.CreateSource(CommandDatabase.ReadConnectionString(configuration));
        await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
        await using var publication = await PaymentPublication.OpenAsync(configuration, clock, cancellationToken);
        using var report = Report(rejections, marks.Values.Max(m => m.OctetsDeRejets));
        var import = new Import(publication, source, clock, Streams, part, report);
        var (departure, already) = (clock.GetTimestamp(), marks.Values.Sum(m => m.Acceptes + m.Rejetes));
        foreach (var file in files.Where(f => !marks[f].Finie))
        {
            marks[file] = await ImporterAsync(source, import, file, marks[file], format, clock, cancellationToken);
        }

        foreach (var file in files.Where(f => f != Import.StandardInput))
        {
            ImportMark.Erase(file);
        }

        Conclude(marks, already, report, rejections, clock.GetElapsedTime(departure));
        return marks.Values.All(m => m.Rejetes == 0) ? AllAccepted : RejectionsPresent;
    }

    private static ImportMark Mark(string file, bool sinceTheStart)
    {
        try
        {
            return file == Import.StandardInput ? new(0, "", 0, 0, 0, 0, false)
                : sinceTheStart ? ImportMark.IsNew(file)
                : ImportMark.Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The file {file} cannot be read.");
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

    private static async Task<ImportMark> ImporterAsync(
        NpgsqlDataSource source, Import import, string file, ImportMark mark, FileFormat? format, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await ProgressLine.FollowAsync(
                Path.GetFileName(file),
                file != Import.StandardInput,
                clock,
                ahead => import.ImporterAsync(file, mark, format, ahead, cancellationToken));
        }
        catch (InvalidDataException e)
        {
            throw new StartupRefusedException($"The file {file} is damaged: {e.Message}");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            var again = file == Import.StandardInput ? null : "Run the same command again: it goes on where it was.";
            throw e is NpgsqlException failure
                ? DatabaseRefusal.Say(source, failure, again)
                : new StartupRefusedException(string.Join(' ', new[] { e.Message, again }.Where(s => s is not null)));
        }
    }

    private static void Conclude(Dictionary<string, ImportMark> marks, long already, RejectionReport report, string? file, TimeSpan duration)
    {
        foreach (var rejection in report.FirstOnes)
        {
            Console.WriteLine(FormattableString.Invariant($"{rejection.Fichier}:{rejection.Ligne}: {Fault(rejection.Membre, rejection.Regle, rejection.Motif)}"));
            foreach (var other in rejection.Autres)
            {
                Console.WriteLine($"    {Fault(other.Membre, other.Regle, other.Motif)}");
            }
        }

        var (accepted, rejected) = (marks.Values.Sum(m => m.Acceptes), marks.Values.Sum(m => m.Rejetes));
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

    private static string Fault(string member, string rule, string motif) => member.Length > 0 ? $"{member} ({rule}) : {motif}" : $"({rule}) {motif}";
}
