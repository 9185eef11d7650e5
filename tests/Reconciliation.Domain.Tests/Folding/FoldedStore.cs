using System.Collections.Frozen;
using Reconciliation.Core;
using Reconciliation.Domain.Tests.Laws;
using Reconciliation.Storage;

namespace Reconciliation.Domain.Tests.Folding;

/// <summary>A version as it was written, with the row before it and what was new in its transaction.</summary>
internal sealed record Written(
    SoinToWrite Soin, StoredSoin? Before, FoldResult Result, IReadOnlyList<StoredLigne> Fresh, DateTimeOffset Now);

/// <summary>
/// The store of one case, in memory: it takes lines as the one transaction does, reads all, folds, and applies the changes.
/// </summary>
internal sealed class FoldedStore(Case cases)
{
    private readonly List<StoredLigne> _lignes = [];
    private readonly Dictionary<(string Name, string Key, DateTimeOffset? Period), long> _counters = [];

    public Dictionary<Guid, StoredSoin> Soins { get; } = [];

    public List<Decision> Decisions { get; } = [];

    public string? Epoch { get; set; } = "1-first";

    /// <summary>All that is known, as a transaction reads it.</summary>
    public KnownState Known => new(
        [.. _lignes], [.. Decisions], [.. Soins.Values.OrderBy(s => s.SoinId)], FrozenSet<Journee>.Empty)
    { Epoch = Epoch };

    /// <summary>The sum of all changes of each counter, those that came to nothing left out.</summary>
    public IReadOnlyDictionary<(string Name, string Key, DateTimeOffset? Period), long> Counters =>
        _counters.Where(c => c.Value != 0).ToDictionary();

    public IReadOnlyList<Ligne> Lignes => [.. _lignes.Select(l => l.Ligne)];

    /// <summary>The case taken in some batches, some of its décisions among them, at rising instants that end with its own.</summary>
    public static (FoldedStore Store, IReadOnlyList<Written> Written) Of(Case cases)
    {
        var store = new FoldedStore(cases);
        var (random, written) = (cases.Random, new List<Written>());
        Ligne[] lignes = [.. cases.Lignes];
        random.Shuffle(lignes);
        var decisions = new Queue<Decision>(cases.Decisions.DistinctBy(d => d.Id));
        var start = cases.Now.AddDays(-3);
        for (var batch = 0; lignes.Length > 0 || decisions.Count > 0; batch++)
        {
            var taken = Math.Min(lignes.Length, random.Next(1, 5));
            var now = start.AddHours(batch) < cases.Now ? start.AddHours(batch) : cases.Now;
            written.AddRange(store.Take(lignes[..taken], now));
            lignes = lignes[taken..];
            if (decisions.TryDequeue(out var decision))
            {
                written.AddRange(store.Decide(decision, now));
            }
        }

        written.AddRange(store.Take([], cases.Now));
        return (store, written);
    }

    public IReadOnlyList<Written> Take(IEnumerable<Ligne> lignes, DateTimeOffset now)
    {
        var (known, last) = (Known, _lignes.Count);
        StoredLigne[] fresh =
        [
            .. lignes.Distinct().Where(l => !_lignes.Exists(s => s.Ligne == l)).Select((l, rank) =>
                new StoredLigne(l, last + 1 + rank, now, $"e{last + 1 + rank}", new(last + 1 + rank, 0, 0, new byte[8]), 1)),
        ];
        return Apply(Fold.Run(known.With(fresh, []), cases.Jugement, now, VueFormats.Product), fresh);
    }

    public IReadOnlyList<Written> Decide(Decision decision, DateTimeOffset now)
    {
        Decisions.Add(decision);
        return Apply(Fold.Run(Known, cases.Jugement, now, VueFormats.Product, decision: decision), []);
    }

    /// <summary>Folds with no new fact, and writes nothing of it.</summary>
    public FoldResult Look(FoldPurpose purpose, DateTimeOffset now, DateTimeOffset since = default) =>
        Fold.Run(Known, cases.Jugement, now, VueFormats.Product, purpose, since: since);

    /// <summary>The folded journées, made again from the facts alone.</summary>
    public FoldedJournee Folded(DateTimeOffset now)
    {
        var known = Known;
        return JourneeFold.Run(known.Facts, known.Published(), cases.Jugement, _ => now);
    }

    public IReadOnlyList<Written> Apply(FoldResult result, IReadOnlyList<StoredLigne> fresh)
    {
        Written[] written =
            [.. result.Changes.Soins.Select(s => new Written(s, Soins.GetValueOrDefault(s.SoinId), result, fresh, result.Changes.Now))];
        _lignes.AddRange(fresh);
        foreach (var soin in result.Changes.Soins)
        {
            Soins[soin.SoinId] = Row(soin);
        }

        foreach (var delta in result.Changes.Counters)
        {
            _counters[(delta.Name, delta.Key, delta.Period)] =
                _counters.GetValueOrDefault((delta.Name, delta.Key, delta.Period)) + delta.Value;
        }

        return written;
    }

    private static StoredSoin Row(SoinToWrite soin) => new()
    {
        SoinId = soin.SoinId,
        BeneficiaireId = soin.Journee.BeneficiaireId,
        DateSoin = soin.Journee.DateSoin,
        Fondatrice = soin.Fondatrice,
        Version = soin.Version,
        Situation = soin.Situation,
        Measures = soin.Measures,
        Vue = soin.Vue,
        VueFormat = soin.VueFormat,
        Epoque = soin.Epoque,
        CreeLe = soin.CreeLe,
        MisAJourLe = soin.MisAJourLe,
        Echeance = soin.Echeance,
        RemplacePar = soin.RemplacePar,
        AutresAdherents = soin.AutresAdherents,
    };
}
