using System.Runtime.CompilerServices;

namespace Reconciliation.Domain;

/// <summary>Adds the value of one member of a line to the text that is hashed.</summary>
/// <param name="text">The text so far.</param>
/// <param name="ligne">The line.</param>
public delegate void EmpreinteWriter(ref DefaultInterpolatedStringHandler text, Ligne ligne);

/// <summary>A member that a fingerprint covers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Since">The first version that covers it. It is stored with lines: never change that of a member.</param>
/// <param name="Write">Adds it; adds nothing to a line of the other part, if only one part has it.</param>
public sealed record EmpreinteMember(string Name, short Since, EmpreinteWriter Write);

/// <summary>
/// The members that the fingerprint of a line covers, by version. A new member is one entry at the end with the next version. A line that
/// was stored at an earlier version is then compared at that version, so that the same line sent again counts as the same.
/// </summary>
public sealed class EmpreinteMembers
{
    private const string Separator = "\u001f";
    private const string Absent = "\u001e";

    private readonly EmpreinteMember[] _members;

    /// <summary>Makes a table.</summary>
    /// <param name="members">The members, in the order in which they are hashed.</param>
    public EmpreinteMembers(IEnumerable<EmpreinteMember> members)
    {
        _members = [.. members];
        CurrentVersion = _members.Max(m => m.Since);
    }

    /// <summary>The table of the product. Amounts count by value, instants by the moment they name.</summary>
    public static EmpreinteMembers Product { get; } = new(
    [
        Common(nameof(Ligne.Revision), l => l.Revision),
        Common(nameof(Ligne.Nature), l => l.Nature),
        Common(nameof(Ligne.Origine), l => Text(l.Origine)),
        Common(nameof(Ligne.AdherentId), l => l.AdherentId),
        Common(nameof(Ligne.BeneficiaireId), l => l.BeneficiaireId),
        Common(nameof(Ligne.DateSoin), l => l.DateSoin.DayNumber),
        Common(nameof(Ligne.ProfessionnelId), l => l.ProfessionnelId),
        Common(nameof(Ligne.CodeActe), l => l.CodeActe),
        Common(nameof(Ligne.Libelle), l => l.Libelle),
        Common(nameof(Ligne.Depense), l => l.Depense.Cents),
        Common(nameof(Ligne.Montant), l => l.Montant.Cents),
        Common(nameof(Ligne.Destinataire), l => l.Destinataire),
        Common(nameof(Ligne.Canal), l => l.Canal),
        Common(nameof(Ligne.TransmisLe), l => l.TransmisLe?.UtcTicks),
        Common(nameof(Ligne.PayeLe), l => l.PayeLe.DayNumber),
        Common(nameof(Ligne.Virement), l => l.Virement),
        Common(nameof(Ligne.ReferenceSoin), l => l.ReferenceSoin),
        Common(nameof(Ligne.Releve), l => l.Releve),
        OfRo(nameof(LigneRo.Base), l => l.Base?.Cents),
        OfRo(nameof(LigneRo.Taux), l => l.Taux is { } taux ? (long)(taux * 100m) : (long?)null),
        OfRo(nameof(LigneRo.Complementaire), l => l.Complementaire),
        OfComplementaire(nameof(LigneComplementaire.Contrat), l => l.Contrat),
        OfComplementaire(nameof(LigneComplementaire.RegimeObligatoire), l => l.RegimeObligatoire),
        OfComplementaire(nameof(LigneComplementaire.MontantRoDeclare), l => l.MontantRoDeclare?.Cents),
        OfComplementaire(nameof(LigneComplementaire.ReferenceRo), l => Text(l.ReferenceRo)),
        OfAutre(nameof(LigneAutre.OwnContent), l => l.OwnContent),
    ]);

    /// <summary>The members, in the order in which they are hashed.</summary>
    public IReadOnlyList<EmpreinteMember> Members => _members;

    /// <summary>The version at which lines are stored now.</summary>
    public short CurrentVersion { get; }

    /// <summary>Adds every member that a version covers.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="ligne">The line.</param>
    /// <param name="version">The version.</param>
    internal void Write(ref DefaultInterpolatedStringHandler text, Ligne ligne, short version)
    {
        foreach (var member in _members)
        {
            if (member.Since <= version)
            {
                member.Write(ref text, ligne);
            }
        }
    }

    private static EmpreinteMember Common<T>(string name, Func<Ligne, T> value, short since = 1) =>
        new(name, since, (ref text, ligne) => Add(ref text, value(ligne)));

    private static EmpreinteMember OfRo<T>(string name, Func<LigneRo, T> value, short since = 1) => new(name, since, (ref text, ligne) =>
    {
        if (ligne is LigneRo ro)
        {
            Add(ref text, value(ro));
        }
    });

    private static EmpreinteMember OfComplementaire<T>(string name, Func<LigneComplementaire, T> value, short since = 1) =>
        new(name, since, (ref text, ligne) =>
    {
        if (ligne is LigneComplementaire complementaire)
        {
            Add(ref text, value(complementaire));
        }
    });

    private static EmpreinteMember OfAutre<T>(string name, Func<LigneAutre, T> value) => new(name, 1, (ref text, ligne) =>
    {
        if (ligne is LigneAutre autre)
        {
            Add(ref text, value(autre));
        }
    });

    // A missing value and an empty text differ: the mark of the first cannot occur in the second.
    private static void Add<T>(ref DefaultInterpolatedStringHandler text, T value)
    {
        text.AppendLiteral(Separator);
        if (value is null)
        {
            text.AppendLiteral(Absent);
        }
        else
        {
            text.AppendFormatted(value);
        }
    }

    private static string? Text(Reference? reference) =>
        reference is { } r ? $"{r.Organisme}{'\u001d'}{r.Decompte}{'\u001d'}{r.Ordre}" : null;
}
