using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The streams that a process takes, made once where it is put together. To register one more is all that a part without rules of its own
/// needs: queue, address, quarantine, import, counters, metrics, verification and labels follow it.
/// </summary>
public sealed class PaymentStreams
{
    private readonly StreamDescription[] _byNumber;

    /// <summary>Makes a registry.</summary>
    /// <param name="streams">The streams, in any order.</param>
    /// <exception cref="ArgumentException">Two of them share a part, a name, an address, a record or a member.</exception>
    public PaymentStreams(IEnumerable<StreamDescription> streams)
    {
        All = [.. streams.OrderBy(s => s.Part.Number)];
        Parts = new(All.Select(s => s.Part));
        Decisions = new(Parts);
        var members = All.SelectMany(s => s.OwnMembers).ToList();
        if (members.Distinct().Count() < members.Count || All.DistinctBy(s => s.Address.Segment).Count() < All.Count
            || All.DistinctBy(s => s.Record).Count() < All.Count)
        {
            throw new ArgumentException("Two streams share a member of their own, an address or a record.", nameof(streams));
        }

        _byNumber = new StreamDescription[All[^1].Part.Number + 1];
        foreach (var stream in All)
        {
            _byNumber[stream.Part.Number] = stream;
        }
    }

    /// <summary>
    /// The two streams of the product: the only registration there is. The programs hand it to every host and command, and parts, queues,
    /// addresses and descriptions are read from what they were handed.
    /// </summary>
    public static PaymentStreams Product { get; } = new(
    [
        StreamDescription.Of(
            Part.Ro,
            ["base", "taux", "complementaire"],
            PaiementReader.Ro,
            ContratsJson.Lisible.PaiementRoEmis,
            LigneMapper.Ro,
            new("ro", "envoyerPaiementsRo", "Envoyer des lignes de paiement du régime obligatoire")),
        StreamDescription.Of(
            Part.Complementaire,
            ["contrat", "regimeObligatoire", "montantRoDeclare", "referenceRo"],
            PaiementReader.Complementaire,
            ContratsJson.Lisible.PaiementComplementaireEmis,
            LigneMapper.Complementaire,
            new("complementaires", "envoyerPaiementsComplementaires", "Envoyer des lignes de paiement complémentaire")),
    ]);

    /// <summary>All streams, in the order of the parts' numbers.</summary>
    public IReadOnlyList<StreamDescription> All { get; }

    /// <summary>Their parts.</summary>
    public PartCatalogue Parts { get; }

    /// <summary>The JSON of stored décisions, which name lines of these parts.</summary>
    public StoredDecisions Decisions { get; }

    /// <summary>These streams and one more.</summary>
    /// <param name="stream">The other.</param>
    public PaymentStreams With(StreamDescription stream) => new(All.Append(stream));

    /// <summary>The stream of a part.</summary>
    /// <param name="part">The part, which is registered.</param>
    public StreamDescription Of(Part part) => _byNumber[Parts[part.Number].Number];

    /// <summary>The stream of a record.</summary>
    /// <param name="paiement">The record.</param>
    /// <exception cref="ArgumentException">No stream has such records.</exception>
    public StreamDescription Of(PaiementEmis paiement)
    {
        var type = paiement.GetType();
        return All.FirstOrDefault(s => s.Record == type) ?? throw new ArgumentException("No part has such records.", nameof(paiement));
    }

    /// <summary>The only part whose own members a record has; null: it has those of none, or of several.</summary>
    /// <param name="record">The record, an object.</param>
    public Part? PartOf(JsonElement record)
    {
        var found = All.Where(s => s.OwnMembers.Any(m => record.TryGetProperty(m, out _))).Take(2).ToList();
        return found.Count == 1 ? found[0].Part : null;
    }
}
