using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// Turns an agent's request and the state read under the locks into the décision, or into the reason why there is none. It decides again
/// with more facts where journées turn out to be tied; the last answer counts.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="judgement">The policy.</param>
/// <param name="parts">The parts that a line may have.</param>
/// <param name="formats">The formats of views.</param>
internal sealed class DecisionHandler(DecisionRequest request, Jugement judgement, PartCatalogue parts, VueFormats formats)
{
    /// <summary>The outcome of the last call.</summary>
    public DecisionOutcome Outcome { get; private set; } = new DecisionOutcome.UnknownSoin();

    /// <summary>Decides. Gives the changes to write; null: nothing is written.</summary>
    /// <param name="state">The state read under the locks.</param>
    /// <param name="clock">The clock, read now.</param>
    public Changes? Decide(KnownState state, DateTimeOffset clock)
    {
        var id = SoinIdentification.DecisionId(request.SoinId, request.Seen?.Version ?? -1, CanonicalText());
        var soin = state.Soins.FirstOrDefault(s => s.SoinId == request.SoinId);
        if (soin is null)
        {
            Outcome = new DecisionOutcome.UnknownSoin();
        }
        else if (state.Decisions.Any(d => d.Id == id))
        {
            // The answer to the first request was lost. Only a commit is left to do, since the commit of the first may not have ended.
            Outcome = new DecisionOutcome.Taken(id, IsNew: false, Vue(soin), []);
            return request.IsPreview ? null : new([], null, [], clock);
        }
        else if (request.Seen?.Names(soin.Tag) != true)
        {
            Outcome = new DecisionOutcome.StaleVersion(Vue(soin));
        }
        else if (soin.RemplacePar is { } by)
        {
            Outcome = new DecisionOutcome.ReplacedSoin(by);
        }
        else if (DecisionMotif.BrokenRule(request.Content.Motif) is { } rule)
        {
            Outcome = new DecisionOutcome.Refused([Regle.Refuse(rule, "motif")]);
        }
        else
        {
            var (decision, refusal) = new DecisionFactory(request, state, soin, parts, judgement).Make(id, Instant(state, clock));
            return decision is null ? Refuse(refusal!) : Take(state, soin, decision, clock);
        }

        return null;
    }

    private Changes? Take(KnownState state, StoredSoin soin, Decision decision, DateTimeOffset clock)
    {
        var next = state with { Decisions = [.. state.Decisions, decision] };
        var changes = Fold.Run(next, judgement, clock, formats, decision: decision).Changes with
        {
            Decision = new(decision, request.Journee),
        };
        var fresh = changes.Soins.Where(s => s.Entry is not null)
            .Select(s => new ResultingVue(s.SoinId, s.Version, Encoding.UTF8.GetString(s.Vue), s.AutresAdherents)).ToList();
        Outcome = new DecisionOutcome.Taken(
            decision.Id,
            IsNew: true,
            fresh.Find(v => v.SoinId == soin.SoinId) ?? Vue(soin),
            [.. fresh.Where(v => v.SoinId != soin.SoinId)]);
        return request.IsPreview ? null : changes;
    }

    private Changes? Refuse(DecisionOutcome refusal)
    {
        Outcome = refusal;
        return null;
    }

    // The instant is after every décision on these journées, whatever the clocks of two hosts say: the later décision holds.
    private static DateTimeOffset Instant(KnownState state, DateTimeOffset clock) =>
        state.Decisions.Select(d => d.PriseLe.AddTicks(TimeSpan.TicksPerMicrosecond)).Append(Fold.Now(state, clock)).Max();

    private string CanonicalText() => string.Join(
        '\u001f',
        [
            request.Author,
            request.Content.Type.ToString(),
            request.Content.Motif,
            request.Content.DecisionId?.ToString("N") ?? "",
            .. request.Content.Part is { } part ? [part.Code] : Array.Empty<string>(),
            .. request.Content.Lignes.Select(l => DecisionFactory.Id(l, "", parts).Canonical()).Order(StringComparer.Ordinal),
        ]);

    private static ResultingVue Vue(StoredSoin soin) =>
        new(soin.SoinId, soin.Version, Encoding.UTF8.GetString(soin.Vue), soin.AutresAdherents);
}
