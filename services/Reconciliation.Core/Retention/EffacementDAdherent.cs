using System.Security.Cryptography;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What came of erasing a member.</summary>
public sealed record IssueDEffacement
{
    /// <summary>What went, or would.</summary>
    public Efface Efface { get; init; }

    /// <summary>The soins that went: who follows the feed has copies of them.</summary>
    public IReadOnlyList<Guid> Soins { get; init; } = [];

    /// <summary>Messages of quarantine that went, or would.</summary>
    public int Quarantaine { get; init; }

    /// <summary>Journées that another member shares: they are that member's too, and stay for their time.</summary>
    public long Partagees { get; init; }

    /// <summary>Accesses to the member's data: they say who looked, and stay for their time.</summary>
    public long Acces { get; init; }

    /// <summary>The day until which something must be kept; null: nothing must.</summary>
    public DateOnly? AGarderJusquau { get; init; }

    /// <summary>Whether nothing was removed, since something must be kept.</summary>
    public bool Refuse { get; init; }
}

/// <summary>
/// Erases a member (RGPD, article 17): the journées that name nobody else, and what quarantine holds. It is recorded in the chain of
/// accesses, under a fingerprint that only who knows the number can find again.
/// </summary>
/// <param name="effacement">Removes journées.</param>
/// <param name="anciens">Finds them.</param>
/// <param name="acces">The record.</param>
/// <param name="durees">How long what is kept.</param>
/// <param name="horloge">The clock.</param>
public sealed class EffacementDAdherent(
    Effacement effacement, Anciens anciens, Acces acces, DureesDeConservation durees, TimeProvider horloge)
{
    /// <summary>How many journées are locked together.</summary>
    public const int Tranche = 100;

    /// <summary>How often the fingerprint of a number is hashed: numbers are few, and must not be guessed one by one.</summary>
    public const int Tours = 600_000;

    /// <summary>Erases.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="agent">Who asks.</param>
    /// <param name="motif">Why; it must not name the member.</param>
    /// <param name="malgreTout">Whether also what must still be kept.</param>
    /// <param name="essai">Whether only to count.</param>
    /// <param name="cancellationToken">Gives up; the same call goes on.</param>
    public async Task<IssueDEffacement> EffacerAsync(
        string adherentId, string agent, string motif, bool malgreTout, bool essai, CancellationToken cancellationToken)
    {
        var journees = await anciens.JourneesDeLAdherentAsync(adherentId, cancellationToken);
        var messages = await anciens.QuarantaineDeLAdherentAsync(adherentId, cancellationToken);
        var prevue = await ParTranchesAsync(journees, adherentId, essai: true, cancellationToken) with
        {
            Quarantaine = messages.Count,
            Acces = await anciens.CompterAccesAsync(adherentId, cancellationToken),
        };
        var aGarder = prevue.AGarderJusquau is not null || messages.Exists(m => m.Ouvert);
        if (essai || (aGarder && !malgreTout) || (prevue.Efface.Journees == 0 && messages.Count == 0))
        {
            return prevue with { Refuse = aGarder && !malgreTout };
        }

        var empreinte = Empreinte(adherentId, RandomNumberGenerator.GetBytes(16));
        await acces.EnregistrerAsync(
            new(agent, "recon", "effacerAdherent", [], Motif: $"{empreinte} {Nir.Caviarder(motif, aussiSansCle: true)}"),
            horloge.GetUtcNow(),
            cancellationToken);
        var faite = await ParTranchesAsync(journees, adherentId, essai: false, cancellationToken);
        await anciens.EffacerQuarantaineAsync([.. messages.Select(m => m.Id)], cancellationToken);
        return faite with { Quarantaine = messages.Count, Acces = prevue.Acces };
    }

    /// <summary>Whether a reason that was recorded is of an erasure of a member.</summary>
    /// <param name="motif">The recorded reason.</param>
    /// <param name="adherentId">The member.</param>
    public static bool EstDe(string motif, string adherentId) =>
        motif.Split(' ')[0] is var empreinte && empreinte.Split(':') is [var sel, _]
        && Empreinte(adherentId, Convert.FromHexString(sel)) == empreinte;

    private static string Empreinte(string adherentId, byte[] sel)
    {
        var condense = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(adherentId), sel, Tours, HashAlgorithmName.SHA256, 32);
        return $"{Convert.ToHexStringLower(sel)}:{Convert.ToHexStringLower(condense)}";
    }

    private async Task<IssueDEffacement> ParTranchesAsync(
        List<Journee> journees, string adherentId, bool essai, CancellationToken cancellationToken)
    {
        var (total, soins, partagees) = (default(Efface), new List<Guid>(), new HashSet<Journee>());
        var dernier = DateOnly.MinValue;
        foreach (var tranche in journees.Chunk(Tranche))
        {
            var (efface, ids) = await Controleur.InsisterAsync(
                () => effacement.EffacerAsync(tranche, Seul, essai, cancellationToken), horloge, cancellationToken);
            total += efface;
            soins.AddRange(ids);
        }

        var jusquau = dernier.AddMonths(durees.SoinsMois);
        return new()
        {
            Efface = total,
            Soins = soins,
            Partagees = partagees.Count,
            AGarderJusquau = dernier >= durees.PremierJour(horloge.GetUtcNow()) ? jusquau : null,
        };

        bool Seul(JourneesNouees nouees)
        {
            if (nouees.Lignes.Any(l => l.Ligne.AdherentId != adherentId))
            {
                partagees.UnionWith(nouees.Journees);
                return false;
            }

            var fait = Caducite.DernierFait(nouees);
            dernier = fait > dernier ? fait : dernier;
            return true;
        }
    }
}
