using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Spectre.Console;

namespace Reconciliation.Recon;

/// <summary>
/// <c>recon quarantine list|replay</c>: the same as the calls of the API, on the database and the broker of the settings.
/// </summary>
internal sealed class QuarantineCommand
{
    /// <summary>The exit code of <c>replay</c> where a message was refused again, or had changed.</summary>
    private const int RefusedExitCode = 2;

    /// <summary>The caller of a list: a person who may open the database. It shows numbers and rules, nothing of a member.</summary>
    private static readonly Caller ReconCaller = new() { Name = "recon", Client = "recon", Disclosures = new() };

    private readonly PaymentStreams _streams;
    private readonly Option<EtatQuarantaine[]> _state = new(
        "--etat")
    { Description = "Un état ou plusieurs ; par défaut : Ouverte.", DefaultValueFactory = _ => [EtatQuarantaine.Ouverte] };
    private readonly Option<string?> _part;
    private readonly Option<string?> _byRule = new("--regle") { Description = "Une règle du contrat." };
    private readonly Option<string?> _origine = new("--origine") { Description = "Le nom de la file, ou http." };
    private readonly Option<DateOnly?> _fromDay = new("--du") { Description = "Premier jour de réception, aaaa-mm-jj." };
    private readonly Option<DateOnly?> _toDay = new("--au") { Description = "Dernier jour de réception, aaaa-mm-jj." };

    private QuarantineCommand(PaymentStreams streams) => (_streams, _part) = (streams, PartOption(streams.Parts));

    public static Command Create(PaymentStreams streams)
    {
        var command = new QuarantineCommand(streams);
        return new("quarantine", "Montre et rejoue les messages en quarantaine.") { command.List(), command.Replay() };
    }

    private static Option<string?> PartOption(PartCatalogue parts)
    {
        var codes = string.Join(" ou ", parts.All.Select(p => p.Code));
        var option = new Option<string?>("--part") { Description = $"Le flux : {codes}." };
        option.Validators.Add(r =>
        {
            if (parts.OfCode(r.GetValueOrDefault<string?>()?.ToLowerInvariant()) is null)
            {
                r.AddError($"--part : {codes}.");
            }
        });
        return option;
    }

    private Command List()
    {
        var limit = new Option<int>(
            "--limite")
        {
            Description = $"Nombre de messages, de 1 à {Limites.PageMax}.",
            DefaultValueFactory = _ => Limites.PageParDefaut,
        };
        limit.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > Limites.PageMax)
            {
                r.AddError($"--limite : un nombre de 1 à {Limites.PageMax}.");
            }
        });
        var command = new Command(
            "list",
            "Liste les messages, du plus récent au plus ancien, sans leur contenu.") { _state, _part, _byRule, _origine, _fromDay, _toDay,
                limit };
        command.SetAction(async (result, cancellationToken) =>
        {
            await using var services = HostlessCore.Create(_streams, TimeProvider.System, "quarantine");
            var source = services.GetRequiredService<NpgsqlDataSource>();
            await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
            var request = Query(result, result.GetRequiredValue(_state), null, result.GetValue(limit));
            var (messages, open) = await CommandDatabase.OrOneSentenceAsync(source, async () => (
                (await services.GetRequiredService<ReadQuarantaine>().ListAsync(ReconCaller, request, cancellationToken)).Value!.Elements,
                await services.GetRequiredService<ReadQuarantaine>().OpenAsync(cancellationToken)));
            Show(messages);
            Console.WriteLine($"{messages.Count} message(s) ; ouverts en tout : "
                + string.Join(", ", _streams.Parts.All.Select(p => $"{open[p]} {p.ShortLabel}")) + ".");
        });
        return command;
    }

    private Command Replay()
    {
        var ids = new Argument<long[]>(
            "ID")
        {
            Description = "Les numéros des messages ; aucun : tous ceux que les filtres trouvent.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--tous") { Description = "Rejoue tout ce qui est ouvert et que les filtres trouvent." };
        var motif = new Option<string?>("--motif") { Description = "Pourquoi, en clair ; conservé avec chaque rejeu." };
        var agent = new Option<string>("--agent") { Description = "Qui rejoue.", DefaultValueFactory = _ => Environment.UserName };
        var command = new Command(
            "replay",
            "Rejoue des messages, tels quels, par la porte par laquelle tous entrent.") { ids, all, _part, _byRule, _origine, _fromDay,
                _toDay, motif, agent };
        command.Validators.Add(r =>
        {
            if ((r.GetValue(ids) is { Length: > 0 }) == r.GetValue(all))
            {
                r.AddError("Donnez soit des numéros, soit --tous avec ou sans filtres.");
            }
        });
        command.SetAction((result, cancellationToken) => RunAsync(
            result, result.GetValue(ids) ?? [], result.GetValue(motif),
            Caller.OfCommands(result.GetRequiredValue(agent)), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult result, IReadOnlyList<long> ids, string? motif, string agent, CancellationToken cancellationToken)
    {
        PaymentPublication? opened = null;
        await using var services = HostlessCore.Create(
            _streams, TimeProvider.System, "quarantine", (p, lignes, end) => opened!.DepositAsync(p, lignes, end));
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
        await using var publication = await PaymentPublication.OpenAsync(
            _streams, Configuration(), TimeProvider.System, cancellationToken);
        opened = publication;
        var (settle, accesses) = (services.GetRequiredService<SettleQuarantined>(), services.GetRequiredService<RecordAccesses>());
        var caller = ReconCaller with
        {
            Name = agent,
            IsAgent = true,
            Motif = motif is null ? null : Nir.Redact(motif, aussiSansCle: true),
        };
        var messages = Messages(services.GetRequiredService<ReadQuarantaine>(), result, ids, cancellationToken);
        return await CommandDatabase.OrOneSentenceAsync(
            source, () => ReplayAsync(settle, accesses, messages, motif, caller, cancellationToken));
    }

    // Each replay is recorded before the next one, with the operator's name and for whom its message names.
    private static async Task<int> ReplayAsync(
        SettleQuarantined settle, RecordAccesses accesses, IAsyncEnumerable<long> messages, string? motif, Caller caller,
        CancellationToken cancellationToken)
    {
        var outcomes = new Dictionary<ReplayOutcome, int>();
        await foreach (var id in messages)
        {
            var (issue, rejections, _) = await settle.ReplayAsync(caller, id, null, null, motif, cancellationToken);
            await accesses.SettleAsync(caller.Disclosures);
            outcomes[issue] = outcomes.GetValueOrDefault(issue) + 1;
            Console.WriteLine($"{id} : {Say(issue)}{string.Concat(rejections.Select(r => $" {r.Membre} {r.Regle} : {r.Motif}"))}");
        }

        Console.WriteLine($"Rejoués : {outcomes.GetValueOrDefault(ReplayOutcome.Done)} sur {outcomes.Values.Sum()}.");
        return outcomes.Keys.All(i => i is ReplayOutcome.Done or ReplayOutcome.AlreadyReplayed) ? 0 : RefusedExitCode;
    }

    // Page by page towards the oldest, each message once: those that are refused again stay open.
    private async IAsyncEnumerable<long> Messages(
        ReadQuarantaine quarantaine, ParseResult result, IReadOnlyList<long> ids,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            yield return id;
        }

        for (long? after = null; ids.Count == 0;)
        {
            var request = Query(result, [EtatQuarantaine.Ouverte], after, Limites.PageMax);
            var page = (await quarantaine.ListAsync(ReconCaller, request, cancellationToken)).Value!;
            foreach (var message in page.Elements)
            {
                yield return message.QuarantaineId;
            }

            if (!page.HasOthers)
            {
                yield break;
            }

            after = page.Elements[^1].QuarantaineId;
        }
    }

    private QuarantaineRequest Query(ParseResult result, IReadOnlyList<EtatQuarantaine> states, long? after, int limit) => new(
        states,
        _streams.Parts.OfCode(result.GetValue(_part)?.ToLowerInvariant()),
        result.GetValue(_byRule),
        result.GetValue(_origine),
        result.GetValue(_fromDay) is { } fromDay ? Paris.StartOfDay(fromDay) : null,
        result.GetValue(_toDay) is { } toDay ? Paris.EndOfDay(toDay) : null,
        after,
        limit);

    private void Show(IReadOnlyList<MessageEnQuarantaine> messages)
    {
        var table = new Table().AddColumns("Numéro", "État", "Flux", "Origine", "Motifs", "Fois", "Reçu le (Paris)");
        foreach (var m in messages)
        {
            table.AddRow(
                new Text(m.QuarantaineId.ToString(CultureInfo.InvariantCulture)),
                new Text(Say(m.Etat)),
                new Text(_streams.Parts.OfCode(m.Part.Code)!.ShortLabel),
                new Text(m.Origine),
                new Text(string.Join("\n", m.Motifs.Select(r => $"{r.Membre} {r.Regle}".Trim()))),
                new Text(m.Nombre.ToString(CultureInfo.InvariantCulture)),
                new Text(Paris.LocalTime(m.RecuLe).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 160;
        }

        AnsiConsole.Write(table);
    }

    private static string Say(EtatQuarantaine state) => state switch
    {
        EtatQuarantaine.Ouverte => "ouverte",
        EtatQuarantaine.Rejouee => "rejouée",
        EtatQuarantaine.Ecartee => "écartée",
    };

    private static string Say(ReplayOutcome issue) => issue switch
    {
        ReplayOutcome.Done => "rejoué.",
        ReplayOutcome.RefusedAgain => "refusé de nouveau.",
        ReplayOutcome.Unknown => "inconnu.",
        ReplayOutcome.AlreadyReplayed => "déjà rejoué.",
        ReplayOutcome.InvalidMotif => "motif refusé.",
        ReplayOutcome.Stale => "modifié entre-temps ; à relire.",
    };

    private static IConfigurationRoot Configuration() => new ConfigurationBuilder().AddEnvironmentVariables().Build();
}
