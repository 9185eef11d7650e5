namespace Reconciliation.Domain;

/// <summary>The next step of the agent who has a member on the phone.</summary>
public enum NextStep
{
    /// <summary>Nothing: all that was to come has come.</summary>
    None,

    /// <summary>To wait: a part is within its delay, which is a mean and no promise.</summary>
    Wait,

    /// <summary>To have it checked: a note and somebody who takes it up.</summary>
    HaveItChecked,

    /// <summary>To wait for a colleague, who decides what belongs together or which content is right.</summary>
    BeingChecked,
}

/// <summary>The answer of an agent about a soin to the member who has called.</summary>
/// <param name="Text">One or two plain French sentences, to be read aloud.</param>
/// <param name="Step">The next step of the agent.</param>
/// <param name="Parties">The facts under it: each movement as the bank shows it, net of what was held back by the same transfer.</param>
public sealed record AgentAnswer(string Text, NextStep Step, IReadOnlyList<MessagePartie> Parties);
