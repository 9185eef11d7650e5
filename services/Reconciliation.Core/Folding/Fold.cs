using System.Text.Json;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The purpose of a fold.</summary>
internal enum FoldPurpose
{
    /// <summary>To write the rows that differ from the stored ones.</summary>
    Advance,

    /// <summary>
    /// To find what differs: a soin whose deadline has passed and that nobody has judged yet is judged as at its deadline.
    /// </summary>
    Check,

    /// <summary>To write every row, whatever is stored of it.</summary>
    Rebuild,

    /// <summary>To publish again what was published last in an epoch before, and not too long ago: what followed it may be lost.</summary>
    TellAgain,
}

/// <summary>The result of a fold.</summary>
/// <param name="Changes">The changes to write.</param>
/// <param name="Soins">The soins with their ids and lines.</param>
/// <param name="NonRattachees">The lines that are in no soin.</param>
internal sealed record FoldResult(Changes Changes, IReadOnlyList<IdentifiedSoin> Soins, IReadOnlyList<Ligne> NonRattachees);

/// <summary>
/// Turns the known state of some journées into the changes to write: pairs their lines into soins, judges these, and compares their views
/// with those written last. It is pure: the transaction reads before it and writes after it.
/// </summary>
internal sealed class Fold
{
    private readonly KnownState _state;
    private readonly Jugement _jugement;
    private readonly DateTimeOffset _now;
    private readonly Decision? _decision;
    private readonly Dictionary<Guid, StoredSoin> _known;

    private readonly FoldPurpose _purpose;
    private readonly VueFormats _formats;
    private readonly DateTimeOffset _since;

    private Fold(
        KnownState state, Jugement judgement, DateTimeOffset now, FoldPurpose purpose, Decision? decision, VueFormats formats,
        DateTimeOffset since)
    {
        _since = since;
        (_state, _jugement, _now, _purpose, _decision, _formats) = (state, judgement, now, purpose, decision, formats);
        _known = state.Soins.ToDictionary(s => s.SoinId);
    }

    /// <summary>Pairs, judges and compares everything that is known of some journées.</summary>
    /// <param name="state">Everything that is known, the new décision included.</param>
    /// <param name="judgement">The policy.</param>
    /// <param name="clock">The clock, read now.</param>
    /// <param name="formats">The formats of views.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="decision">The new décision; null: something else is new.</param>
    /// <param name="since">The instant since which a soin was written that is told again.</param>
    public static FoldResult Run(
        KnownState state,
        Jugement judgement,
        DateTimeOffset clock,
        VueFormats formats,
        FoldPurpose purpose = FoldPurpose.Advance,
        Decision? decision = null,
        DateTimeOffset since = default) =>
        new Fold(state, judgement, Now(state, clock), purpose, decision, formats, since).Run();

    /// <summary>
    /// The instant of judging. Two engines' clocks may differ a little: a journée is never judged before the instant at which it was
    /// judged last. PostgreSQL keeps microseconds.
    /// </summary>
    public static DateTimeOffset Now(KnownState state, DateTimeOffset clock) =>
        state.Soins.Select(s => s.MisAJourLe).Append(clock.AddTicks(-(clock.Ticks % TimeSpan.TicksPerMicrosecond))).Max();

    private FoldResult Run()
    {
        var folded = JourneeFold.Run(_state.Facts, _state.Published(), _jugement, JudgedAt);
        var soins = folded.Soins.Select(Publish).Concat(folded.Replaced.Select(r => EmptySoin(r.Key, r.Value))).OfType<SoinToWrite>()
            .Where(s => !_state.Untouched.Contains(s.Journee)).ToList();
        var hasCorrections = _state.Lignes.Any(l => l.Ligne.Nature != Nature.Paiement);

        // Sorted by key, so that statements of two batches meet rows in one order.
        var changes = new Changes(
            [.. soins.OrderBy(s => s.SoinId)],
            hasCorrections || _purpose == FoldPurpose.Rebuild
                ? [.. folded.NonRattachees.Where(l => !_state.Untouched.Contains(l.Journee))]
                : null,
            CounterDeltas.Of(_state, _known, [.. soins.Where(s => _purpose != FoldPurpose.Rebuild || s.Entry is not null)], _now),
            _now)
        {
            Untouched = _state.Untouched,
            Homonymes = _state.AddedHomonymes(folded.Homonymes),
        };
        return new(changes, [.. folded.Soins.Select(s => s.Identified)], folded.NonRattachees);
    }

    // Checking is fair to a soin that nobody has judged yet since its deadline: it is judged as at its deadline.
    private DateTimeOffset JudgedAt(Guid soinId) =>
        _purpose == FoldPurpose.Check && _known.GetValueOrDefault(soinId)?.Echeance is { } echeance && echeance < _now ? echeance : _now;

    // A new version if the view differs from the last one written; only the row if nothing but its deadline, its measures or the other
    // members concerned do.
    private SoinToWrite? Publish(FoldedSoin folded)
    {
        var (identified, vue) = folded;
        var known = _known.GetValueOrDefault(identified.Id);
        // A view says its situation: where that changed there is nothing to compare.
        var same = known is not null && known.Situation == vue.Situation && !IsToTellAgain(known) && Is(
            known,
            VueMapper.From(vue, known.SoinId, known.Version, known.MisAJourLe, known.Epoque),
            () => _jugement.MessagePatternOf(identified.Soin, JudgedAt(identified.Id)));
        var measures = Measure(identified, vue, known);
        if (same && known!.Echeance == vue.Echeance && measures.Confirm(known.Measures)
            && known.AutresAdherents.SequenceEqual(vue.AutresAdherents) && _purpose != FoldPurpose.Rebuild)
        {
            return null;
        }

        var (version, instant) = same ? (known!.Version, known.MisAJourLe) : ((known?.Version ?? 0) + 1, _now);
        return new()
        {
            SoinId = identified.Id,
            Journee = vue.Journee,
            AdherentId = vue.AdherentId,
            AutresAdherents = vue.AutresAdherents,
            Fondatrice = identified.Fondatrice,
            Version = version,
            Situation = vue.Situation,
            Measures = measures,
            Echeance = vue.Echeance,
            Vue = same ? known!.Vue : StoredJson.ToBytes(VueMapper.From(vue, identified.Id, version, instant, _state.Epoch)),
            VueFormat = same ? known!.VueFormat : _formats.Current,
            Epoque = same ? known!.Epoque : _state.Epoch,
            RemplacePar = null,
            CreeLe = known?.CreeLe ?? _now,
            MisAJourLe = instant,
            Entry = same ? null : new(known?.Situation, Cause(identified.Soin)),
            IsNew = known is null && _purpose != FoldPurpose.Rebuild,
            PairedBy = vue.EcartJours is not null && known?.Measures.EcartJours is null ? FirstReceived(identified.Soin) : null,
            DueSince = known?.Echeance < _now ? known.Echeance : null,
        };
    }

    // A soin whose lines went to another, or away: its last view says so, once.
    private SoinToWrite? EmptySoin(Guid soinId, Guid? remplacePar)
    {
        var known = _known[soinId];
        var last = StoredJson.ReadVue(known.Vue);
        var emptied = VueMapper.Emptied(last, remplacePar, known.Version, known.MisAJourLe);
        var same = !IsToTellAgain(known) && Is(known, emptied, () => emptied.Message);
        var measures = new SoinMeasures(
            known.Situation == Situation.Annule ? known.Measures.Since : _now, Montant.Zero, EcartJours: null, Punctuality: null,
            Canal: FounderOf(known)?.Canal ?? known.Measures.Canal);
        if (same && known.Echeance is null && measures.Confirm(known.Measures) && _purpose != FoldPurpose.Rebuild)
        {
            return null;
        }

        var (version, instant) = same ? (known.Version, known.MisAJourLe) : (known.Version + 1, _now);
        return new()
        {
            SoinId = soinId,
            Journee = new(known.BeneficiaireId, last.DateSoin),
            AdherentId = last.AdherentId,
            AutresAdherents = [],
            Fondatrice = known.Fondatrice,
            Version = version,
            Situation = Situation.Annule,
            Measures = measures,
            Echeance = null,
            Vue = same ? known.Vue : StoredJson.ToBytes(emptied with { Version = version, MisAJourLe = instant, Epoque = _state.Epoch }),
            VueFormat = same ? known.VueFormat : _formats.Current,
            Epoque = same ? known.Epoque : _state.Epoch,
            RemplacePar = remplacePar,
            CreeLe = known.CreeLe,
            MisAJourLe = instant,
            Entry = same ? null : new(known.Situation, FromDecision() ?? Write(new(CauseOfPurpose() ?? "regroupement", []))),
            DueSince = known.Echeance < _now ? known.Echeance : null,
        };
    }

    private bool IsToTellAgain(StoredSoin known) =>
        _purpose == FoldPurpose.TellAgain && known.Epoque != _state.Epoch && known.MisAJourLe >= _since;

    private string? CauseOfPurpose() => _purpose switch
    {
        FoldPurpose.Rebuild => "reconstruction",
        FoldPurpose.TellAgain => "epoque",
        FoldPurpose.Advance or FoldPurpose.Check => null,
    };

    private bool Is(StoredSoin known, Contracts.Vue vue, Func<string> messagePattern) =>
        _formats.AreSame(known.Vue, known.VueFormat, StoredJson.ToBytes(vue), messagePattern);

    private FirstReceived FirstReceived(Soin soin)
    {
        bool WasThere(IEnumerable<Ligne> part) => part.Any(l => !_state.NewRevisions.Contains((l.Id, l.Revision)));
        return WasThere(soin.Ro) ? Storage.FirstReceived.Ro
            : WasThere(soin.Complementaire) ? Storage.FirstReceived.Complementaire
            : Storage.FirstReceived.Together;
    }

    private Ligne? FounderOf(StoredSoin known) =>
        _state.Lignes.Select(l => l.Ligne).Where(l => l.Id == known.Fondatrice).MaxBy(l => l.Revision);

    private SoinMeasures Measure(IdentifiedSoin identified, Vue vue, StoredSoin? known) => new(
        known?.Situation == vue.Situation
            ? known.Measures.Since
            : SituationStart.Of(vue.Situation, vue.PartRo.Expectation?.Until ?? vue.PartComplementaire.Expectation?.Until, found: _now),
        vue.Enjeu,
        vue.EcartJours,
        CounterDeltas.PunctualityOf(vue),
        vue.LignesTotal,
        vue.LatePart,
        identified.Soin.Lignes.FirstOrDefault(l => l.Id == identified.Fondatrice)?.Canal ?? known?.Measures.Canal);

    // Every change that a décision's transaction makes in its journées is laid to the décision.
    private byte[]? FromDecision() => _decision is { } d
        ? Write(new("decision", []) { Decision = new(d.Id, JsonNamingPolicy.CamelCase.ConvertName(d.GetType().Name), d.Auteur, d.Motif) })
        : null;

    private byte[] Cause(Soin soin)
    {
        if (FromDecision() is { } decision)
        {
            return decision;
        }

        var lignes = soin.Lignes.Where(l => _state.NewRevisions.Contains((l.Id, l.Revision)))
            .Select(l => new Contracts.LigneEnCause(
                l.Id.Part.Code,
                l.Id.Source,
                l.Id.Reference.Organisme,
                l.Id.Reference.Decompte,
                l.Id.Reference.Ordre,
                l.Revision))
            .ToList();
        var type = CauseOfPurpose() ?? (lignes.Count > 0 ? "lignes" : _state.NewRevisions.Count > 0 ? "regroupement" : "echeance");
        return Write(new(type, lignes));
    }

    private static byte[] Write(Contracts.CauseDeVersion cause) =>
        JsonSerializer.SerializeToUtf8Bytes(cause, CauseJson.Default.CauseDeVersion);
}
