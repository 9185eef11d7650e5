using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
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
    private const string Separateur = "\u001f";
    private const string Absente = "\u001e";

    // Characters of nearly every line.
    private const int Taille = 768;

    /// <summary>The fingerprint of a line. Amounts count by value, instants by the moment they name.</summary>
    /// <param name="ligne">The line.</param>
    public static Empreinte De(Ligne ligne)
    {
        ArgumentNullException.ThrowIfNull(ligne);
        var texte = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[Taille]);
        texte.AppendLiteral(ligne.Id.Canonique());
        Ajouter(ref texte, ligne.Revision);
        Ajouter(ref texte, ligne.Nature);
        Ajouter(ref texte, Texte(ligne.Origine));
        Ajouter(ref texte, ligne.AdherentId);
        Ajouter(ref texte, ligne.BeneficiaireId);
        Ajouter(ref texte, ligne.DateSoin.DayNumber);
        Ajouter(ref texte, ligne.ProfessionnelId);
        Ajouter(ref texte, ligne.CodeActe);
        Ajouter(ref texte, ligne.Libelle);
        Ajouter(ref texte, ligne.Depense.Cents);
        Ajouter(ref texte, ligne.Montant.Cents);
        Ajouter(ref texte, ligne.Destinataire);
        Ajouter(ref texte, ligne.Canal);
        Ajouter(ref texte, ligne.TransmisLe?.UtcTicks);
        Ajouter(ref texte, ligne.PayeLe.DayNumber);
        Ajouter(ref texte, ligne.Virement);
        Ajouter(ref texte, ligne.ReferenceSoin);
        Ajouter(ref texte, ligne.Releve);
        switch (ligne)
        {
            case LigneRo ro:
                Ajouter(ref texte, ro.Base?.Cents);
                Ajouter(ref texte, ro.Taux is { } taux ? (long)(taux * 100m) : (long?)null);
                Ajouter(ref texte, ro.Complementaire);
                break;
            case LigneComplementaire rc:
                Ajouter(ref texte, rc.Contrat);
                Ajouter(ref texte, rc.RegimeObligatoire);
                Ajouter(ref texte, rc.MontantRoDeclare?.Cents);
                Ajouter(ref texte, Texte(rc.ReferenceRo));
                break;
        }

        return Condenser(ref texte);
    }

    /// <summary>The fingerprint as a UUID, the form in which it is stored.</summary>
    public Guid EnUuid()
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(octets, Haut);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Bas);
        return new(octets, bigEndian: true);
    }

    // It is made of every line that comes: without a text on the heap where the line is not unusually long.
    private static Empreinte Condenser(ref DefaultInterpolatedStringHandler texte)
    {
        var longueur = Encoding.UTF8.GetByteCount(texte.Text);
        var octets = longueur <= 2 * Taille ? stackalloc byte[2 * Taille] : new byte[longueur];
        Span<byte> condense = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets[..Encoding.UTF8.GetBytes(texte.Text, octets)], condense);
        texte.Clear();
        return new(BinaryPrimitives.ReadUInt64BigEndian(condense), BinaryPrimitives.ReadUInt64BigEndian(condense[8..]));
    }

    // A missing value and an empty text differ: the mark of the first cannot occur in the second.
    private static void Ajouter<T>(ref DefaultInterpolatedStringHandler texte, T valeur)
    {
        texte.AppendLiteral(Separateur);
        if (valeur is null)
        {
            texte.AppendLiteral(Absente);
        }
        else
        {
            texte.AppendFormatted(valeur);
        }
    }

    private static string? Texte(Reference? reference) =>
        reference is { } r ? $"{r.Organisme}{'\u001d'}{r.Decompte}{'\u001d'}{r.Ordre}" : null;
}
