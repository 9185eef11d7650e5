using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Reconciliation.Domain;

/// <summary>One word of a phrase.</summary>
/// <param name="Text">As it was typed, without the punctuation around it.</param>
/// <param name="Folded">In small letters, without accents: by it words are compared.</param>
/// <param name="IsQuoted">Whether it stood in quotes: then it is one identifier, whatever is in it; a quote in it stands twice.</param>
/// <param name="IsLast">Whether a comma or a stop after it ends the thing that is said: the next word is of another one.</param>
internal readonly partial record struct SpokenWord(string Text, string Folded, bool IsQuoted, bool IsLast)
{
    // Characters that stand around a word and are no part of it.
    private const string Punctuation = ".,;:!?()[]{}«»…'*";

    // "numéro : 21" is one thing.
    private const string Separators = ",;!?…";

    private static readonly FrozenSet<string> Fillers = """
        le la les un une des du de au aux et ou en dans sur pour par avec sans chez ce cet cette ces ca mon ma mes ton ta son sa ses notre
        nos votre vos leur leurs je tu il elle on nous vous ils elles me te se lui ai as avons avez ont est suis es sont etait etaient ete
        etre avoir avait eu eue fait faire dit dire vu voir veut veux voudrait voudrais sait sais savoir pense croit recu recue recus recues
        recevoir percu percue touche touchee paye payee payes payees payer paie paiement paiements payement regle reglee reglement verse
        versee verses versees verser versement versements vire viree virement virements rembourse remboursee remboursees rembourser
        remboursement remboursements montant montants somme total net nette brut brute date dates jour jours soin soins acte actes visite
        consultation consultations medecin docteur generaliste specialiste dentiste dentaire pharmacie pharmacien medicament medicaments
        hopital clinique kine ostheopathe osteopathe lunettes opticien analyse analyses laboratoire radio numero numeros num adherent
        adherente assure assuree beneficiaire membre enfant fils fille mari femme conjoint mgen secu securite sociale ameli assurance
        maladie mutuelle complementaire ro rc bonjour bonsoir madame monsieur mme mr svp merci appelle appel appelant client cliente compte
        comptes banque bancaire releve part parts partie euro euros eur que qui quoi quand comment pourquoi combien quel quelle pas ne plus
        encore toujours deja seulement juste environ presque depuis avant apres vers entre non oui mais donc car si second seconde deuxieme
        premier premiere autre autres attendu attendue attend attends attendre manque manquant manquante prevu prevue lieu derniere dernier
        no decompte bordereau reference professionnel praticien feuille carte vitale remise facture montre trouve trouver cherche chercher
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    /// <summary>Whether it says nothing about a payment.</summary>
    public bool IsFiller => !IsQuoted && Fillers.Contains(Folded);

    /// <summary>Whether it is made of digits alone.</summary>
    public bool IsDigits => Text.All(char.IsAsciiDigit);

    /// <summary>The words of a text.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<SpokenWord> Split(string text) =>
        [.. Pieces().Matches(WithPlainSigns(text)).SelectMany(Of)];

    /// <summary>A text in small letters, without accents.</summary>
    /// <param name="text">The text.</param>
    public static string Plain(string text) => string.Create(text.Length, text, (plain, of) =>
    {
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = char.ToLowerInvariant(of[i]) switch
            {
                'à' or 'â' or 'ä' => 'a',
                'é' or 'è' or 'ê' or 'ë' => 'e',
                'î' or 'ï' => 'i',
                'ô' or 'ö' => 'o',
                'ù' or 'û' or 'ü' => 'u',
                'ç' => 'c',
                var other => other,
            };
        }
    });

    // Keyboards and mail programs set other dashes, quotes and apostrophes than people mean; a day may have blanks around its strokes.
    private static string WithPlainSigns(string text)
    {
        var plain = text.Select(c => c switch
        {
            '’' or '‘' or 'ʼ' => '\'',
            '−' or (>= '\u2010' and <= '\u2015') => '-',
            '“' or '”' => '"',
            _ when char.IsControl(c) => ' ',
            _ => c,
        });
        return Strokes().Replace(string.Concat(plain), "$1/$2");
    }

    private static IEnumerable<SpokenWord> Of(Match piece)
    {
        if (piece.Groups["cite"] is { Success: true, Value: var quoted })
        {
            var identifier = quoted.Replace("\"\"", "\"", StringComparison.Ordinal);
            return [new(identifier, Plain(identifier), true, false)];
        }

        var text = Sign().Replace(piece.Value, "").Trim(Punctuation.ToCharArray());
        if (Elision().Match(text) is { Success: true } elided)
        {
            text = text[elided.Length..].Trim(Punctuation.ToCharArray());
        }

        return text.Length == 0 ? [] : [new(text, Plain(text), false, Separators.Contains(piece.Value[^1], StringComparison.Ordinal))];
    }

    [GeneratedRegex("""
        "(?<cite>(?:[^"]|"")+)"(?!") | [^\s"]+
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pieces();

    [GeneratedRegex(@"([0-9])\s*/\s*([0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Strokes();

    // "n°1234": the sign of a number.
    [GeneratedRegex(@"^(?:n[°º]|№|#)(?=.)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Sign();

    // "d'hier", "l'assurance", "j'ai"; not "aujourd'hui".
    [GeneratedRegex(@"^(?:[cdjlmnst]|qu)'(?=.)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Elision();
}
