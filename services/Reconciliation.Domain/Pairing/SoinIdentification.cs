using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reconciliation.Domain;

/// <summary>A soin that was published before.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fondatrice">The payment line from which it got its id.</param>
/// <param name="CreeLe">When it was first published: of two that turn out to be one, the older lives on.</param>
public sealed record KnownSoin(Guid Id, LigneId Fondatrice, DateTimeOffset CreeLe);

/// <summary>A soin with its id.</summary>
/// <param name="Id">The id.</param>
/// <param name="Fondatrice">The payment line from which it comes.</param>
/// <param name="Soin">The soin.</param>
public sealed record IdentifiedSoin(Guid Id, LigneId Fondatrice, Soin Soin);

/// <summary>The ids of soins.</summary>
/// <param name="Soins">Each soin with its id, in the order of the soins.</param>
/// <param name="Replaced">Ids published before that now lead to another soin; to none where no line is left.</param>
public sealed record SoinIdentities(IReadOnlyList<IdentifiedSoin> Soins, IReadOnlyDictionary<Guid, Guid?> Replaced);

/// <summary>
/// Gives ids to soins. A soin keeps the id it got from the line it was first published for. When two soins become one, the older id lives
/// on; if they part again, each has its own back.
/// </summary>
public static class SoinIdentification
{
    /// <summary>Gives each soin its id.</summary>
    /// <param name="soins">The soins of a set of facts.</param>
    /// <param name="knownOnes">The soins published before for the same journées.</param>
    /// <param name="reception">The rank in which a line was received: decides which line names a new soin.</param>
    public static SoinIdentities Identify(IReadOnlyList<Soin> soins, IEnumerable<KnownSoin> knownOnes, Func<LigneId, long> reception)
    {
        ArgumentNullException.ThrowIfNull(soins);
        var ranks = new Dictionary<LigneId, int>();
        for (var rank = 0; rank < soins.Count; rank++)
        {
            foreach (var paiement in soins[rank].Paiements)
            {
                ranks[paiement.Id] = rank;
            }
        }

        var identifiedOnes = new IdentifiedSoin?[soins.Count];
        var replaced = new Dictionary<Guid, Guid?>();
        foreach (var known in knownOnes.OrderBy(c => c.CreeLe).ThenBy(c => c.Id))
        {
            if (!ranks.TryGetValue(known.Fondatrice, out var rank))
            {
                replaced[known.Id] = null;
            }
            else if (identifiedOnes[rank] is { } former)
            {
                replaced[known.Id] = former.Id;
            }
            else
            {
                identifiedOnes[rank] = new(known.Id, known.Fondatrice, soins[rank]);
            }
        }

        return new([.. soins.Select((soin, rank) => identifiedOnes[rank] ?? New(soin, reception))], replaced);
    }

    /// <summary>
    /// The id of a soin first published for a line: a UUID of version 8 (RFC 9562), a SHA-256 of the line's identity and journée.
    /// </summary>
    /// <remarks>
    /// With the journée, two revisions of a line that arrive at once in two journées never publish versions of one id side by side:
    /// folding them together finds two soins of one line, and the older lives on.
    /// </remarks>
    /// <param name="ligne">The identity of the line.</param>
    /// <param name="journee">The journée in which the soin was first published.</param>
    public static Guid SoinId(LigneId ligne, Journee journee) =>
        Uuid(
            string.Create(
                CultureInfo.InvariantCulture, $"{ligne.Canonical()}\u001f{journee.BeneficiaireId}\u001f{journee.DateSoin.DayNumber}"));

    /// <summary>
    /// The id of the message that publishes an entry of the journal, a version or the notice of an erasure: the same for every copy of it.
    /// </summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="version">The version; 0: the soin was erased.</param>
    /// <param name="epoch">The history of the database in which it was written; null: before these were told apart.</param>
    /// <param name="writtenAt">
    /// The instant at which it was written: versions begin again at 1 where the payments of an erased soin come again.
    /// </param>
    public static Guid MessageId(Guid soinId, int version, string? epoch, DateTimeOffset writtenAt) =>
        Uuid(string.Create(CultureInfo.InvariantCulture, $"{soinId:N}/{version}/{epoch}/{writtenAt.UtcTicks}"));

    /// <summary>The id of a décision: the same for the same one sent again, since it was taken on one version of a soin.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="version">The version that its author saw.</param>
    /// <param name="content">The author, the décision and the reason, as one text in which no two décisions look alike.</param>
    public static Guid DecisionId(Guid soinId, int version, string content) => Uuid($"{soinId:N}/{version}/{content}");

    /// <summary>The id of what a payer says of a soin in FHIR: the same in every version, and another for each payer.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="payer">The part that it pays.</param>
    public static Guid EobId(Guid soinId, Part payer)
    {
        ArgumentNullException.ThrowIfNull(payer);
        return Uuid($"{soinId:N}/eob/{payer.Code}");
    }

    private static Guid Uuid(string name)
    {
        Span<byte> bytes = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes[..16], bigEndian: true);
    }

    private static IdentifiedSoin New(Soin soin, Func<LigneId, long> reception)
    {
        var founding = soin.Paiements.MinBy(l => reception(l.Id))!.Id;
        return new(SoinId(founding, soin.Journee), founding, soin);
    }
}
