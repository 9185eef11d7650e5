using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon entretien</c>: the daily work of the owner of the database.</summary>
internal static class MaintenanceCommand
{
    /// <summary>The longest time of one run, by default.</summary>
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromHours(2);

    /// <summary>The hour of the night, in Europe/Paris, at which a daily one begins, and the pause after one that failed.</summary>
    private static readonly TimeOnly Hour = new(3, 0);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(15);

    public static Command Create(PaymentStreams streams)
    {
        var dryRun = new Option<bool>("--essai") { Description = "Ne change rien : compte ce qui serait créé et effacé." };
        var daily = new Option<bool>("--quotidien")
        {
            Description = "Recommence chaque nuit à 3 h (Europe/Paris), jusqu'à ce qu'on l'arrête ; la première fois, aussitôt.",
        };
        var duration = new Option<int>("--duree-max")
        {
            Description = "Minutes après lesquelles rien de nouveau n'est commencé ; la fois suivante continue.",
            DefaultValueFactory = _ => (int)DefaultDuration.TotalMinutes,
        };
        duration.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 24 * 60)
            {
                r.AddError("--duree-max : un nombre de minutes, de 1 à 1440.");
            }
        });
        var command = new Command("entretien", """
            Crée les prochains mois du journal et efface ce qui a dépassé sa durée de conservation : journées, accès, quarantaine
            close. À exécuter par le propriétaire de la base, chaque jour ; les moteurs continuent. Interrompu, il suffit de
            recommencer. Durées, en mois : RECONCILIATION_Conservation__SoinsMois (27), …__ExceptionsMois (60), …__AccesMois (12),
            …__QuarantaineMois (12), …__EffacementsMois (12).

            Exemples :
              recon entretien --essai
              recon entretien --quotidien
            """) { dryRun, daily, duration };
        command.Validators.Add(r =>
        {
            if (r.GetValue(dryRun) && r.GetValue(daily))
            {
                r.AddError("--essai et --quotidien s'excluent.");
            }
        });
        command.SetAction((r, cancellationToken) =>
        {
            var durationMax = TimeSpan.FromMinutes(r.GetRequiredValue(duration));
            return r.GetValue(daily)
                ? EveryNightAsync(streams, durationMax, cancellationToken)
                : OnceAsync(streams, durationMax, r.GetValue(dryRun), cancellationToken);
        });
        return command;
    }

    private static async Task OnceAsync(
        PaymentStreams streams, TimeSpan durationMax, bool isDryRun, CancellationToken cancellationToken)
    {
        await using var services = HostlessCore.Create(streams, TimeProvider.System, "entretien");
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
        Say(
            await CommandDatabase.OrOneSentenceAsync(source, () => ProgressLine.FollowAsync(
                "entretien",
                bound: false,
                TimeProvider.System,
                progress => services.GetRequiredService<Maintenance>()
                    .RunAsync(durationMax, isDryRun, journees => progress(0, journees), cancellationToken))),
            isDryRun);
    }

    // The process stays, so that a container needs no scheduler beside it. A failure is logged, and the run tried again.
    private static async Task EveryNightAsync(PaymentStreams streams, TimeSpan durationMax, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = RetryPause;
            try
            {
                await OnceAsync(streams, durationMax, isDryRun: false, cancellationToken);
                pause = NextRun(TimeProvider.System.GetUtcNow()) - TimeProvider.System.GetUtcNow();
            }
            catch (StartupRefusedException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>When the next daily one begins.</summary>
    /// <param name="now">Now.</param>
    internal static DateTimeOffset NextRun(DateTimeOffset now)
    {
        var today = Paris.Instant(Paris.Day(now).ToDateTime(Hour));
        return today > now ? today : Paris.Instant(Paris.Day(now).AddDays(1).ToDateTime(Hour));
    }

    private static void Say(MaintenanceOutcome b, bool isDryRun)
    {
        Console.WriteLine(
            isDryRun ? "Essai : rien n'a été changé. Seraient effacés :" : $"Mois du journal créés : {List(b.CreatedMonths)}. Effacés :");
        var (journees, lignes, soins) =
            (ProgressLine.Number(b.Journees.Journees), ProgressLine.Number(b.Journees.Lignes), ProgressLine.Number(b.Journees.Soins));
        Console.WriteLine(
            $"  {journees} journées ({lignes} lignes, {soins} soins) ; gardées, anciennes mais encore utiles : "
                + $"{ProgressLine.Number(b.Kept)}");
        Console.WriteLine($"  mois du journal : {List(b.RemovedMonths)}");
        Console.WriteLine($"  {ProgressLine.Number(b.Acces)} accès, {ProgressLine.Number(b.Quarantaine)} messages de quarantaine clos");
        Console.WriteLine($"Ancre du registre des accès : {b.Anchor}");
        if (b.IsUnfinished)
        {
            Console.WriteLine("Le temps est écoulé : la prochaine fois continue.");
        }
    }

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "aucun" : string.Join(", ", names);
}
