namespace Reconciliation.Domain;

/// <summary>The likely kind of a term that nothing stored has.</summary>
public enum UnknownKind
{
    /// <summary>A number: it is looked for, and not found.</summary>
    Number,

    /// <summary>A word, perhaps a name: names are not known here.</summary>
    Word,

    /// <summary>A telephone number.</summary>
    Telephone,

    /// <summary>An address of electronic mail.</summary>
    Email,
}

/// <summary>One thing that a caller said, and all that it may mean: one of these is enough.</summary>
/// <param name="Text">The words, as they were typed.</param>
public sealed record SpokenTerm(string Text)
{
    /// <summary>The id of a soin.</summary>
    public Guid? SoinId { get; init; }

    /// <summary>Identifiers, in every spelling in which they may be stored; the likeliest first.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Days, of care or of payment; the likeliest first.</summary>
    public IReadOnlyList<DateOnly> Days { get; init; } = [];

    /// <summary>An amount.</summary>
    public Montant? Montant { get; init; }

    /// <summary>Whether the amount is what was expected instead of another: a cost or a total, that nobody has been paid.</summary>
    public bool IsExpected { get; init; }

    /// <summary>Its likely kind where nothing stored has it.</summary>
    public UnknownKind IfUnknown { get; init; }
}

/// <summary>The words that an agent typed while a caller spoke.</summary>
/// <param name="Terms">The terms that can be looked for, in the order in which they were said.</param>
/// <param name="Ignored">The words that say nothing about a payment, as they were typed.</param>
public sealed record SpokenPhrase(IReadOnlyList<SpokenTerm> Terms, IReadOnlyList<string> Ignored)
{
    /// <summary>Reads a phrase.</summary>
    /// <param name="text">The text, as it was typed.</param>
    /// <param name="today">The day in Europe/Paris on which it was said: what "mardi" and "14/11" mean depends on it.</param>
    public static SpokenPhrase Read(string text, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PhraseReader(SpokenWord.Split(text), today).Read();
    }
}
