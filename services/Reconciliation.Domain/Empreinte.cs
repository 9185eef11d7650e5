using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reconciliation.Domain;

/// <summary>
/// The fingerprint of what a line states, its identity and revision included: the first 128 bits of a SHA-256. Two lines with one
/// identity, one revision and two fingerprints contradict each other.
/// </summary>
/// <param name="Haut">The first 64 bits.</param>
/// <param name="Bas">The next 64 bits.</param>
public readonly record struct Empreinte(ulong Haut, ulong Bas)
{
    private const char Separateur = '\u001f';

    /// <summary>The fingerprint of a line. Amounts count by value, instants by the moment they name.</summary>
    /// <param name="ligne">The line.</param>
    public static Empreinte De(Ligne ligne)
    {
        ArgumentNullException.ThrowIfNull(ligne);
        var texte = new StringBuilder(512);
        texte.Append(ligne.Id.Canonique());
        Ajouter(texte, ligne.Revision, ligne.Nature, Texte(ligne.Origine), ligne.AdherentId, ligne.BeneficiaireId, ligne.DateSoin.DayNumber);
        Ajouter(texte, ligne.ProfessionnelId, ligne.CodeActe, ligne.Libelle, ligne.Depense.Cents, ligne.Montant.Cents, ligne.Destinataire);
        Ajouter(texte, ligne.Canal, ligne.TransmisLe?.UtcTicks, ligne.PayeLe.DayNumber, ligne.Virement, ligne.ReferenceSoin, ligne.Releve);
        switch (ligne)
        {
            case LigneRo ro:
                Ajouter(texte, ro.Base?.Cents, ro.Taux is { } taux ? (long)(taux * 100m) : null, ro.Complementaire);
                break;
            case LigneComplementaire rc:
                Ajouter(texte, rc.Contrat, rc.RegimeObligatoire, rc.MontantRoDeclare?.Cents, Texte(rc.ReferenceRo));
                break;
        }

        var condense = SHA256.HashData(Encoding.UTF8.GetBytes(texte.ToString()));
        return new(BinaryPrimitives.ReadUInt64BigEndian(condense), BinaryPrimitives.ReadUInt64BigEndian(condense.AsSpan(8)));
    }

    /// <summary>The fingerprint as a UUID, the form in which it is stored.</summary>
    public Guid EnUuid()
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(octets, Haut);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Bas);
        return new(octets, bigEndian: true);
    }

    // A missing value and an empty text differ: the mark of the first cannot occur in the second.
    private static void Ajouter(StringBuilder texte, params ReadOnlySpan<object?> valeurs)
    {
        foreach (var valeur in valeurs)
        {
            texte.Append(Separateur).Append(valeur ?? '\u001e');
        }
    }

    private static string? Texte(Reference? reference) =>
        reference is { } r ? $"{r.Organisme}{'\u001d'}{r.Decompte}{'\u001d'}{r.Ordre}" : null;
}
