using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon verify</c> and <c>recon rebuild</c>: the stored rows, against those that the facts give.</summary>
internal static class ControlCommand
{
    /// <summary>Nothing differs; else something does, or did. 1: it could not be done.</summary>
    private const int ConformsExitCode = 0, DifferencesExitCode = 2;

    public static Command Verify(PaymentStreams streams)
    {
        var command = new Command("verify", """
            Recalcule toutes les vues depuis les faits, sans rien écrire ni arrêter les moteurs, et vérifie les vues, les lignes de la
            base, le journal, la chaîne des accès et les totaux de contrôle au centime, par source, part et jour de réception. Écrit
            l'ancre du registre des accès : gardée ailleurs et redonnée par --ancre, elle montre ce qui en a été retiré ou réécrit.
            Les délais et textes configurés (RECONCILIATION_Delais__…) doivent être ceux des moteurs. Code de sortie : 0 tout
            concorde, 2 des différences, 1 impossible.

            Exemples :
              recon verify
              recon verify --json rapport.json
              recon verify --ancre 4711:0f3c…
            """);
        var anchor = new Option<string?>("--ancre") { Description = "L'ancre qu'un contrôle ou un entretien d'avant a écrite." };
        anchor.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string?>() is { } text && AccessAnchor.Read(text) is null)
            {
                r.AddError("--ancre : un numéro, deux points et 64 chiffres hexadécimaux, comme verify et entretien l'écrivent.");
            }
        });
        command.Add(anchor);
        var json = Json(command);
        command.SetAction((r, cancellationToken) => RunAsync(
            streams,
            "verify",
            r.GetValue(json),
            (services, progress) => services.GetRequiredService<Rebuilder>().VerifyAsync(
                progress, cancellationToken, r.GetValue(anchor) is { } text ? AccessAnchor.Read(text) : null),
            cancellationToken));
        return command;
    }

    public static Command Rebuild(PaymentStreams streams)
    {
        var start = new Option<bool>("--depuis-le-debut") { Description = "Ignore la place laissée par une reconstruction interrompue." };
        var octets = new Option<bool>("--octets")
        {
            Description = "Range désormais les contenus sous forme compacte, et convertit ceux qui ne le sont pas. Aucun processus "
                + "d'une version antérieure ne doit plus tourner.",
        };
        var command = new Command("rebuild", """
            Recalcule toutes les vues depuis les faits et refait ce qui diffère, par la transaction ordinaire et sans arrêter les
            moteurs. Chaque différence est rapportée ; aucune n'est attendue. Interrompue, la reconstruction reprend où elle en était.
            Code de sortie : 0 rien ne différait, 2 des différences, 1 impossible.

            Exemples :
              recon rebuild
              recon rebuild --depuis-le-debut --json rapport.json
            """)
        {
            start,
            octets,
        };
        var json = Json(command);
        command.SetAction((r, cancellationToken) => RunAsync(
            streams,
            "rebuild",
            r.GetValue(json),
            async (services, progress) =>
            {
                await CommandDatabase.RequireWholeCellsAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
                return await services.GetRequiredService<Rebuilder>().RebuildAsync(
                    services.GetRequiredService<Reconciler>(), r.GetValue(start), progress, cancellationToken, r.GetValue(octets));
            },
            cancellationToken));
        return command;
    }

    private static Option<string?> Json(Command command)
    {
        var json = new Option<string?>("--json") { Description = "Écrit le rapport entier dans ce fichier." };
        command.Add(json);
        return json;
    }

    private static async Task<int> RunAsync(
        PaymentStreams streams, string name, string? json, Func<IServiceProvider, Action<long>, Task<ControlOutcome>> work,
        CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        await using var services = HostlessCore.Create(streams, clock, name);
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
        try
        {
            var total = await services.GetRequiredService<Rebuilder>().CountLignesAsync(cancellationToken);
            var startedAt = clock.GetTimestamp();
            var outcome = await ProgressLine.FollowAsync(
                name, bound: true, clock,
                progress => work(services, lignes => progress(Math.Min(1, (double)lignes / Math.Max(total, 1)), lignes)));
            var duration = clock.GetElapsedTime(startedAt);
            ControlReport.Show(outcome, duration);
            if (json is not null)
            {
                ControlReport.Write(name, outcome, duration, json);
            }

            return outcome.Differences.Count == 0 ? ConformsExitCode : DifferencesExitCode;
        }
        catch (Exception e) when (DatabaseRefusal.Of(e) is { } failure)
        {
            throw DatabaseRefusal.Say(source, failure, "Run the same command again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"The file {json} cannot be written.");
        }
    }
}
