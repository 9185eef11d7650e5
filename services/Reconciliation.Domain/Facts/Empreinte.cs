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
/// <param name="High">The first 64 bits.</param>
/// <param name="Low">The next 64 bits.</param>
public readonly record struct Empreinte(ulong High, ulong Low)
{
    private const string Separator = "\u001f";
    private const string AbsentPart = "\u001e";

    // Characters of nearly every line.
    private const int ByteCount = 768;

    /// <summary>The fingerprint of a line. Amounts count by value, instants by the moment they name.</summary>
    /// <param name="ligne">The line.</param>
    public static Empreinte Of(Ligne ligne)
    {
        ArgumentNullException.ThrowIfNull(ligne);
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[ByteCount]);
        text.AppendLiteral(ligne.Id.Canonical());
        Add(ref text, ligne.Revision);
        Add(ref text, ligne.Nature);
        Add(ref text, Texte(ligne.Origine));
        Add(ref text, ligne.AdherentId);
        Add(ref text, ligne.BeneficiaireId);
        Add(ref text, ligne.DateSoin.DayNumber);
        Add(ref text, ligne.ProfessionnelId);
        Add(ref text, ligne.CodeActe);
        Add(ref text, ligne.Libelle);
        Add(ref text, ligne.Depense.Cents);
        Add(ref text, ligne.Montant.Cents);
        Add(ref text, ligne.Destinataire);
        Add(ref text, ligne.Canal);
        Add(ref text, ligne.TransmisLe?.UtcTicks);
        Add(ref text, ligne.PayeLe.DayNumber);
        Add(ref text, ligne.Virement);
        Add(ref text, ligne.ReferenceSoin);
        Add(ref text, ligne.Releve);
        switch (ligne)
        {
            case LigneRo ro:
                Add(ref text, ro.Base?.Cents);
                Add(ref text, ro.Taux is { } taux ? (long)(taux * 100m) : (long?)null);
                Add(ref text, ro.Complementaire);
                break;
            case LigneComplementaire rc:
                Add(ref text, rc.Contrat);
                Add(ref text, rc.RegimeObligatoire);
                Add(ref text, rc.MontantRoDeclare?.Cents);
                Add(ref text, Texte(rc.ReferenceRo));
                break;
        }

        return Condense(ref text);
    }

    /// <summary>The fingerprint as a UUID, the form in which it is stored.</summary>
    public Guid ToUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return new(bytes, bigEndian: true);
    }

    // It is made of every line that comes: without a text on the heap where the line is not unusually long.
    private static Empreinte Condense(ref DefaultInterpolatedStringHandler text)
    {
        var length = Encoding.UTF8.GetByteCount(text.Text);
        var bytes = length <= 2 * ByteCount ? stackalloc byte[2 * ByteCount] : new byte[length];
        Span<byte> condensed = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text.Text, bytes)], condensed);
        text.Clear();
        return new(BinaryPrimitives.ReadUInt64BigEndian(condensed), BinaryPrimitives.ReadUInt64BigEndian(condensed[8..]));
    }

    // A missing value and an empty text differ: the mark of the first cannot occur in the second.
    private static void Add<T>(ref DefaultInterpolatedStringHandler text, T value)
    {
        text.AppendLiteral(Separator);
        if (value is null)
        {
            text.AppendLiteral(AbsentPart);
        }
        else
        {
            text.AppendFormatted(value);
        }
    }

    private static string? Texte(Reference? reference) =>
        reference is { } r ? $"{r.Organisme}{'\u001d'}{r.Decompte}{'\u001d'}{r.Ordre}" : null;
}
