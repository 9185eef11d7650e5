using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reconciliation.Domain;

/// <summary>A soin that was published before.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fondatrice">The payment line from which it got its id.</param>
/// <param name="CreeLe">When it was first published: of two that turn out to be one, the older lives on.</param>
public sealed record SoinConnu(Guid Id, LigneId Fondatrice, DateTimeOffset CreeLe);

/// <summary>A soin with its id.</summary>
/// <param name="Id">The id.</param>
/// <param name="Fondatrice">The payment line from which it comes.</param>
/// <param name="Soin">The soin.</param>
public sealed record SoinIdentifie(Guid Id, LigneId Fondatrice, Soin Soin);

/// <summary>Which soin has which id.</summary>
/// <param name="Soins">Each soin with its id, in the order of the soins.</param>
/// <param name="Remplaces">Ids published before that now lead to another soin; to none where no line is left.</param>
public sealed record Identites(IReadOnlyList<SoinIdentifie> Soins, IReadOnlyDictionary<Guid, Guid?> Remplaces);

/// <summary>
/// Gives ids to soins. A soin keeps the id it got from the line it was first published for. Where two soins become one, the older id
/// lives on; if they part again, each has its own back.
/// </summary>
public static class Identification
{
    /// <summary>Gives each soin its id.</summary>
    /// <param name="soins">The soins of a set of facts.</param>
    /// <param name="connus">What was published before for the same journées.</param>
    /// <param name="reception">The rank in which a line was received: decides which line names a new soin.</param>
    public static Identites Identifier(IReadOnlyList<Soin> soins, IEnumerable<SoinConnu> connus, Func<LigneId, long> reception)
    {
        ArgumentNullException.ThrowIfNull(soins);
        var rangs = new Dictionary<LigneId, int>();
        for (var rang = 0; rang < soins.Count; rang++)
        {
            foreach (var paiement in soins[rang].Paiements)
            {
                rangs[paiement.Id] = rang;
            }
        }

        var identifies = new SoinIdentifie?[soins.Count];
        var remplaces = new Dictionary<Guid, Guid?>();
        foreach (var connu in connus.OrderBy(c => c.CreeLe).ThenBy(c => c.Id))
        {
            if (!rangs.TryGetValue(connu.Fondatrice, out var rang))
            {
                remplaces[connu.Id] = null;
            }
            else if (identifies[rang] is { } ancien)
            {
                remplaces[connu.Id] = ancien.Id;
            }
            else
            {
                identifies[rang] = new(connu.Id, connu.Fondatrice, soins[rang]);
            }
        }

        return new([.. soins.Select((soin, rang) => identifies[rang] ?? Nouveau(soin, reception))], remplaces);
    }

    /// <summary>The id of a soin first published for a line: a UUID of version 8 (RFC 9562), a SHA-256 of the line's identity and journée.</summary>
    /// <remarks>
    /// With the journée, two revisions of a line that arrive at once in two journées never publish versions of one id side by side:
    /// folding them together finds two soins of one line, and the older lives on.
    /// </remarks>
    /// <param name="ligne">The identity of the line.</param>
    /// <param name="journee">The journée in which the soin was first published.</param>
    public static Guid SoinId(LigneId ligne, Journee journee) =>
        Uuid(string.Create(CultureInfo.InvariantCulture, $"{ligne.Canonique()}\u001f{journee.BeneficiaireId}\u001f{journee.DateSoin.DayNumber}"));

    /// <summary>The id of the message that publishes a version: the same for every copy of it.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="version">The version.</param>
    public static Guid MessageId(Guid soinId, int version) => Uuid($"{soinId:N}/{version}");

    /// <summary>The id of a décision: the same for the same one sent again, since it was taken on one version of a soin.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="version">The version that its author saw.</param>
    /// <param name="contenu">Who decides what and why, as one text in which no two décisions look alike.</param>
    public static Guid DecisionId(Guid soinId, int version, string contenu) => Uuid($"{soinId:N}/{version}/{contenu}");

    private static Guid Uuid(string nom)
    {
        Span<byte> octets = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(nom), octets);
        octets[6] = (byte)((octets[6] & 0x0F) | 0x80);
        octets[8] = (byte)((octets[8] & 0x3F) | 0x80);
        return new(octets[..16], bigEndian: true);
    }

    private static SoinIdentifie Nouveau(Soin soin, Func<LigneId, long> reception)
    {
        var fondatrice = soin.Paiements.MinBy(l => reception(l.Id))!.Id;
        return new(SoinId(fondatrice, soin.Journee), fondatrice, soin);
    }
}
